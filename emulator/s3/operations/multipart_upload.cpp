#include <array>

#include "base/text.h"
#include "crypto/hash.h"
#include "s3/encryption.h"
#include "s3/errors.h"
#include "s3/objects.h"
#include "s3/operations/operations.h"
#include "s3/uploads.h"

namespace keytrail::s3 {
namespace {

constexpr std::uint64_t kPartSizeMin = 5u << 20;    // Of every part but the last.
constexpr std::uint64_t kUploadSizeMax = 1u << 30;  // Ours: it is put together in memory.
constexpr const char* kComposite = "COMPOSITE";
constexpr const char* kFullObject = "FULL_OBJECT";

// What kind of checksum the whole gets: SHA ones can only be made of the parts', CRC64NVME only of
// the whole, the others as the request says (S3 user guide, "Checking object integrity").
Result<std::string> checksum_type(const Json& input, const std::string& algorithm) {
  const std::string wanted = string_member(input, "ChecksumType");
  const bool is_sha = algorithm.starts_with("SHA");
  const bool is_crc64 = algorithm == "CRC64NVME";
  if ((is_sha && wanted == kFullObject) || (is_crc64 && wanted == kComposite)) {
    return checksum_type_does_not_fit(wanted, algorithm);
  }
  if (!wanted.empty()) return wanted;
  return std::string(is_crc64 ? kFullObject : kComposite);
}

std::string digest_of_digests(const std::string& algorithm, const std::vector<const Part*>& parts) {
  std::string digests;
  for (const Part* part : parts) digests += view_of(*from_base64(part->checksum));
  return calculate_checksum(algorithm, digests) + "-" + std::to_string(parts.size());
}

// The MD5 of the parts' MD5s, and how many they are.
std::string etag_of_parts(const std::vector<const Part*>& parts) {
  std::string digests;
  for (const Part* part : parts) digests += view_of(*from_hex(part->md5));
  return crypto::md5_hex(digests) + "-" + std::to_string(parts.size());
}

std::string without_quotes(std::string text) {
  std::erase(text, '"');
  return text;
}

// The parts the request lists, which must be there as it says, in ascending order.
Result<std::vector<const Part*>> listed_parts(const State& state, const Upload& upload,
                                              const Json& input) {
  const Json* request = find_member(input, "MultipartUpload");
  const Json* list = request == nullptr ? nullptr : find_member(*request, "Parts");
  if (list == nullptr || list->empty()) return malformed_xml();
  std::vector<const Part*> parts;
  for (const Json& item : *list) {
    const std::int64_t number = optional_integer(item, "PartNumber").value_or(0);
    const Part* part = state.parts.find(part_id(upload.id, static_cast<std::uint64_t>(number)));
    if (part == nullptr || without_quotes(string_member(item, "ETag")) != part->md5) {
      return invalid_part();
    }
    const auto checksum = optional_string(item, checksum_member(upload.checksum_algorithm));
    if (checksum && *checksum != part->checksum) return invalid_part();
    if (!parts.empty() && parts.back()->number >= part->number) return invalid_part_order();
    parts.push_back(part);
  }
  std::uint64_t size = 0;
  for (const Part* part : parts) {
    size += part->size;
    if (part != parts.back() && part->size < kPartSizeMin) return entity_too_small(*part);
  }
  if (size > kUploadSizeMax) return entity_too_large(size, kUploadSizeMax);
  return parts;
}

void show_checksum(const std::string& algorithm, const std::string& value, Json& output) {
  output[checksum_member(algorithm)] = value;
}

}  // namespace

Result<Json> create_multipart_upload(State& state, Context& context, const Json& input) {
  KT_TRY(const Place place, require_place(state, context, input));
  KT_TRY_VOID(check_acl(input));
  const auto algorithm = optional_string(input, "ChecksumAlgorithm");
  Upload upload;
  upload.checksum_algorithm = algorithm.value_or("CRC64NVME");
  if (!is_known_checksum(upload.checksum_algorithm)) {
    return not_implemented("s3 CreateMultipartUpload with ChecksumAlgorithm " + *algorithm);
  }
  KT_TRY(upload.checksum_type, checksum_type(input, upload.checksum_algorithm));
  upload.id =
      replace_all(context.random.uuid(), "-", "") + replace_all(context.random.uuid(), "-", "");
  upload.initiated_at = floor_to(context.now, std::chrono::seconds(1));
  upload.object.bucket = place.bucket->name;
  upload.object.key = place.key;
  KT_TRY_VOID(take_description(input, upload.object));
  KT_TRY_VOID(seal(context, input, upload.object));

  Json output = {{"Bucket", place.bucket->name}, {"Key", place.key}, {"UploadId", upload.id}};
  show_encryption(upload.object, output);
  if (algorithm) {
    output["ChecksumAlgorithm"] = upload.checksum_algorithm;
    output["ChecksumType"] = upload.checksum_type;
  }
  const std::string row = upload.row_id();
  state.uploads.put(row, std::move(upload));
  return output;
}

Result<Json> upload_part(State& state, Context& context, const Json& input) {
  KT_TRY(const Upload* upload, require_upload(state, context, input));
  const Bytes* body = blob_member(input, "Body");
  const std::string_view bytes = body == nullptr ? std::string_view() : view_of(*body);
  KT_TRY_VOID(check_content_md5(input, bytes));
  KT_TRY(Checksum checksum, check_checksum(input, bytes));
  if (checksum.algorithm != upload->checksum_algorithm) {
    checksum = {upload->checksum_algorithm, calculate_checksum(upload->checksum_algorithm, bytes)};
  }
  KT_TRY(const Part* part, put_part(state, context, *upload, input, bytes, std::move(checksum)));
  Json output = {{"ETag", part->etag()}};
  show_encryption(upload->object, output);
  show_checksum(upload->checksum_algorithm, part->checksum, output);
  return output;
}

Result<Json> upload_part_copy(State& state, Context& context, const Json& input) {
  KT_TRY(const Object* source, require_copy_source(state, context, input));
  KT_TRY(const Upload* upload, require_upload(state, context, input));
  ByteRange range{0, source->size};
  if (const auto wanted = optional_string(input, "CopySourceRange")) {
    KT_TRY(const std::optional<ByteRange> part, parse_range(*wanted, source->size));
    if (!part) return invalid_copy_range();
    range = *part;
  }
  KT_TRY_VOID(open(context, *source));
  const std::string bytes = context.store.read_object(source->id(), range.offset, range.size);
  KT_TRY(const Part* part, put_part(state, context, *upload, input, bytes,
                                    {upload->checksum_algorithm,
                                     calculate_checksum(upload->checksum_algorithm, bytes)}));
  Json result = {{"ETag", part->etag()}, {"LastModified", millis_of(part->modified_at)}};
  show_checksum(upload->checksum_algorithm, part->checksum, result);
  Json output = {{"CopyPartResult", std::move(result)}};
  show_encryption(upload->object, output);
  return output;
}

Result<Json> complete_multipart_upload(State& state, Context& context, const Json& input) {
  KT_TRY(const Upload* upload, require_upload(state, context, input));
  KT_TRY(const Place place, require_place(state, context, input));
  KT_TRY_VOID(check_write_conditions(input, place.object));
  KT_TRY(const std::vector<const Part*> parts, listed_parts(state, *upload, input));

  std::string bytes;
  for (const Part* part : parts)
    bytes += context.store.read_object(part->bytes_id(), 0, part->size);
  const std::int64_t stated = optional_integer(input, "MpuObjectSize").value_or(-1);
  if (stated >= 0 && static_cast<std::uint64_t>(stated) != bytes.size()) return wrong_upload_size();
  Object object = upload->object;
  object.modified_at = floor_to(context.now, std::chrono::seconds(1));
  object.size = bytes.size();
  object.md5 = etag_of_parts(parts);
  object.checksum_algorithm = upload->checksum_algorithm;
  object.checksum_type = upload->checksum_type;
  object.checksum = upload->checksum_type == kComposite
                        ? digest_of_digests(object.checksum_algorithm, parts)
                        : calculate_checksum(object.checksum_algorithm, bytes);
  const auto expected = optional_string(input, checksum_member(object.checksum_algorithm));
  if (expected && object.checksum_type == kFullObject && *expected != object.checksum) {
    return bad_digest(object.checksum_algorithm);
  }

  context.store.put_object(object.id(), bytes);
  erase_upload(state, context, *upload);
  const Object& stored = state.objects.put(object.id(), std::move(object));
  Json output = {
      {"Location", "http://" + stored.bucket + ".s3.amazonaws.com/" + percent_encode(stored.key)},
      {"Bucket", stored.bucket},
      {"Key", stored.key},
      {"ETag", stored.etag()},
      {"ChecksumType", stored.checksum_type}};
  show_checksum(stored.checksum_algorithm, stored.checksum, output);
  show_encryption(stored, output);
  return output;
}

Result<Json> abort_multipart_upload(State& state, Context& context, const Json& input) {
  KT_TRY(const Upload* upload, require_upload(state, context, input));
  erase_upload(state, context, *upload);
  return Json::object();
}

}  // namespace keytrail::s3
