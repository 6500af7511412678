#include "base/text.h"
#include "s3/buckets.h"
#include "s3/checksums.h"
#include "s3/errors.h"
#include "s3/operations/operations.h"
#include "s3/uploads.h"

namespace keytrail::s3 {
namespace {

constexpr std::int64_t kEntriesPerPageMax = 1000;

std::size_t page_size(const Json& input, const char* member) {
  const std::int64_t wanted = optional_integer(input, member).value_or(kEntriesPerPageMax);
  return static_cast<std::size_t>(std::clamp(wanted, std::int64_t{0}, kEntriesPerPageMax));
}

Json owner_of(const std::string& account) { return {{"ID", canonical_user(account)}}; }

std::string shown_key(const Json& input, const std::string& key) {
  const bool encodes = string_member(input, "EncodingType") == "url";
  return encodes ? replace_all(percent_encode(key), "%2F", "/") : key;
}

}  // namespace

Result<Json> list_parts(State& state, Context& context, const Json& input) {
  KT_TRY(const Upload* upload, require_upload(state, context, input));
  const std::string& owner = state.buckets.find(upload->object.bucket)->owner;
  // Numbers travel as texts here, as the model has them.
  const std::string marker = string_member(input, "PartNumberMarker");
  const std::uint64_t beyond = std::strtoull(marker.c_str(), nullptr, 10);
  const std::size_t size = page_size(input, "MaxParts");
  Json parts = Json::array();
  std::uint64_t last = 0;
  bool is_truncated = false;
  state.parts.each(upload->id + "/", [&](const std::string&, const Part& part) {
    if (part.number <= beyond || is_truncated) return;
    is_truncated = parts.size() == size;
    if (is_truncated) return;
    Json item = {{"PartNumber", part.number},
                 {"LastModified", millis_of(part.modified_at)},
                 {"ETag", part.etag()},
                 {"Size", part.size}};
    item[checksum_member(upload->checksum_algorithm)] = part.checksum;
    parts.push_back(std::move(item));
    last = part.number;
  });
  Json output = {{"Bucket", upload->object.bucket},
                 {"Key", upload->object.key},
                 {"UploadId", upload->id},
                 {"PartNumberMarker", std::to_string(beyond)},
                 {"MaxParts", size},
                 {"IsTruncated", is_truncated}};
  if (!parts.empty()) output["NextPartNumberMarker"] = std::to_string(last);
  output["Parts"] = std::move(parts);
  output["Initiator"] = owner_of(owner);
  output["Owner"] = owner_of(owner);
  output["StorageClass"] = "STANDARD";
  output["ChecksumAlgorithm"] = upload->checksum_algorithm;
  output["ChecksumType"] = upload->checksum_type;
  return output;
}

// In the order of keys, those of one key in the order of their ids.
Result<Json> list_multipart_uploads(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  const std::string prefix = string_member(input, "Prefix");
  const std::string key_marker = string_member(input, "KeyMarker");
  const std::string id_marker = string_member(input, "UploadIdMarker");
  const std::size_t size = page_size(input, "MaxUploads");
  Json uploads = Json::array();
  const Upload* last = nullptr;
  bool is_truncated = false;
  state.uploads.each(bucket->name + "/", [&](const std::string&, const Upload& upload) {
    const std::string& key = upload.object.key;
    const bool is_seen =
        !key_marker.empty() &&
        (key < key_marker || (key == key_marker && (id_marker.empty() || upload.id <= id_marker)));
    if (!key.starts_with(prefix) || is_seen || is_truncated) return;
    is_truncated = uploads.size() == size;
    if (is_truncated) return;
    uploads.push_back({{"UploadId", upload.id},
                       {"Key", shown_key(input, key)},
                       {"Initiated", millis_of(upload.initiated_at)},
                       {"StorageClass", "STANDARD"},
                       {"Owner", owner_of(bucket->owner)},
                       {"Initiator", owner_of(bucket->owner)},
                       {"ChecksumAlgorithm", upload.checksum_algorithm},
                       {"ChecksumType", upload.checksum_type}});
    last = &upload;
  });
  Json output = {{"Bucket", bucket->name},
                 {"KeyMarker", shown_key(input, key_marker)},
                 {"UploadIdMarker", id_marker},
                 {"Prefix", shown_key(input, prefix)}};
  if (is_truncated && last != nullptr) {
    output["NextKeyMarker"] = shown_key(input, last->object.key);
    output["NextUploadIdMarker"] = last->id;
  }
  output["MaxUploads"] = size;
  output["IsTruncated"] = is_truncated;
  output["Uploads"] = std::move(uploads);
  if (const auto encoding = optional_string(input, "EncodingType")) {
    output["EncodingType"] = *encoding;
  }
  return output;
}

}  // namespace keytrail::s3
