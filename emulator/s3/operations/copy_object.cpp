#include "s3/checksums.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
Result<Json> copy_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* source, require_copy_source(state, context, input));
  KT_TRY(const Place place, require_place(state, context, input));
  KT_TRY_VOID(check_write_conditions(input, place.object));
  const bool replaces = string_member(input, "MetadataDirective") == "REPLACE";
  if (place.object == source && !replaces) return copies_to_itself();

  Object object = *source;
  object.bucket = place.bucket->name;
  object.key = place.key;
  object.modified_at = floor_to(context.now, std::chrono::seconds(1));
  if (replaces) KT_TRY_VOID(take_description(input, object));
  KT_TRY_VOID(open(context, *source));
  KT_TRY_VOID(seal(context, input, object));

  const std::string bytes = context.store.read_object(source->id(), 0, source->size);
  context.store.put_object(object.id(), bytes);
  const Object& stored = state.objects.put(object.id(), std::move(object));
  Json result = {{"ETag", stored.etag()}, {"LastModified", millis_of(stored.modified_at)}};
  result[checksum_member(stored.checksum_algorithm)] = stored.checksum;
  result["ChecksumType"] = stored.checksum_type;
  Json output = {{"CopyObjectResult", std::move(result)}};
  show_encryption(stored, output);
  return output;
}

}  // namespace keytrail::s3
