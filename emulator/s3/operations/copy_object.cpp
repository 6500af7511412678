#include "base/text.h"
#include "s3/checksums.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

// "/bucket/key", percent-encoded, with or without the first slash.
Result<const Object*> require_source(const State& state, Context& context, const Json& input) {
  std::string source = percent_decode(string_member(input, "CopySource"), PlusIsBlank::No);
  if (source.find("?versionId=") != std::string::npos) {
    return not_implemented("s3 CopyObject with a version of the source");
  }
  if (source.starts_with('/')) source.erase(0, 1);
  const std::size_t slash = source.find('/');
  if (slash == std::string::npos || slash + 1 == source.size()) return invalid_copy_source();
  Json place = {{"Bucket", source.substr(0, slash)}, {"Key", source.substr(slash + 1)}};
  if (const Json* owner = find_member(input, "ExpectedSourceBucketOwner")) {
    place["ExpectedBucketOwner"] = *owner;
  }
  return require_object(state, context, place);
}

}  // namespace

Result<Json> copy_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* source, require_source(state, context, input));
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
  result["ChecksumType"] = "FULL_OBJECT";
  Json output = {{"CopyObjectResult", std::move(result)}};
  show_encryption(stored, output);
  return output;
}

}  // namespace keytrail::s3
