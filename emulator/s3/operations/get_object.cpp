#include "s3/checksums.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

// The description of what is asked for; `range` becomes what of the object that is.
Result<Json> describe_part(const Json& input, const Object& object, ByteRange& range) {
  KT_TRY_VOID(check_read_conditions(input, object));
  range = {0, object.size};
  Json output = describe_object(input, object);
  const std::optional<std::string> wanted = optional_string(input, "Range");
  if (!wanted) return output;
  KT_TRY(const std::optional<ByteRange> part, parse_range(*wanted, object.size));
  if (!part) return output;
  range = *part;
  // The checksum is that of the whole.
  output.erase(checksum_member(object.checksum_algorithm));
  output.erase("ChecksumType");
  output["ContentLength"] = range.size;
  output["ContentRange"] = "bytes " + std::to_string(range.offset) + "-" +
                           std::to_string(range.offset + range.size - 1) + "/" +
                           std::to_string(object.size);
  return output;
}

}  // namespace

Result<Json> head_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* object, require_object(state, context, input));
  ByteRange range;
  return describe_part(input, *object, range);
}

Result<Json> get_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* object, require_object(state, context, input));
  ByteRange range;
  KT_TRY(Json output, describe_part(input, *object, range));
  KT_TRY_VOID(open(context, *object));
  output["Body"] = blob(context.store.read_object(object->id(), range.offset, range.size));
  return output;
}

// Objects have no tags here: a write that brings some is refused.
Result<Json> get_object_tagging(State& state, Context& context, const Json& input) {
  KT_TRY_VOID(require_object(state, context, input));
  return Json{{"TagSet", Json::array()}};
}

}  // namespace keytrail::s3
