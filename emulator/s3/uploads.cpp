#include "s3/uploads.h"

#include "crypto/hash.h"
#include "s3/errors.h"
#include "s3/objects.h"

namespace keytrail::s3 {
namespace {

constexpr std::int64_t kPartNumberMax = 10'000;

}  // namespace

Result<const Upload*> require_upload(const State& state, Context& context, const Json& input) {
  KT_TRY(const Place place, require_place(state, context, input));
  const std::string id = string_member(input, "UploadId");
  const Upload* upload = state.uploads.find(upload_id(place.bucket->name, place.key, id));
  if (upload == nullptr) return no_such_upload(id);
  return upload;
}

Result<const Part*> put_part(State& state, Context& context, const Upload& upload,
                             const Json& input, std::string_view bytes, Checksum checksum) {
  const std::int64_t number = optional_integer(input, "PartNumber").value_or(0);
  if (number < 1 || number > kPartNumberMax) return invalid_part_number();
  Part part;
  part.upload = upload.id;
  part.number = static_cast<std::uint64_t>(number);
  part.modified_at = floor_to(context.now, std::chrono::seconds(1));
  part.size = bytes.size();
  part.md5 = crypto::md5_hex(bytes);
  part.checksum = std::move(checksum.value);
  context.store.put_object(part.bytes_id(), bytes);
  return &state.parts.put(part.id(), std::move(part));
}

void erase_upload(State& state, Context& context, const Upload& upload) {
  for (const std::string& id : state.parts.ids(upload.id + "/")) {
    context.store.erase_object(state.parts.find(id)->bytes_id());
    state.parts.erase(id);
  }
  state.uploads.erase(std::string(upload.row_id()));
}

}  // namespace keytrail::s3
