#include "base/text.h"
#include "crypto/hash.h"
#include "s3/checksums.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
Result<Json> put_object(State& state, Context& context, const Json& input) {
  KT_TRY(const Place place, require_place(state, context, input));
  KT_TRY_VOID(check_acl(input));
  KT_TRY_VOID(check_write_conditions(input, place.object));
  const Bytes* body = blob_member(input, "Body");
  const std::string_view bytes = body == nullptr ? std::string_view() : view_of(*body);
  KT_TRY_VOID(check_content_md5(input, bytes));
  KT_TRY(Checksum checksum, check_checksum(input, bytes));

  Object object;
  object.bucket = place.bucket->name;
  object.key = place.key;
  object.modified_at = floor_to(context.now, std::chrono::seconds(1));
  object.size = bytes.size();
  object.md5 = crypto::md5_hex(bytes);
  object.checksum_algorithm = std::move(checksum.algorithm);
  object.checksum = std::move(checksum.value);
  KT_TRY_VOID(take_description(input, object));
  KT_TRY_VOID(seal(context, input, object));

  context.store.put_object(object.id(), bytes);
  const Object& stored = state.objects.put(object.id(), std::move(object));
  Json output = {{"ETag", stored.etag()}, {"ChecksumType", stored.checksum_type}};
  show_encryption(stored, output);
  output[checksum_member(stored.checksum_algorithm)] = stored.checksum;
  return output;
}

}  // namespace keytrail::s3
