#include "base/text.h"
#include "s3/buckets.h"
#include "s3/errors.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

constexpr std::int64_t kKeysPerPageMax = 1000;

struct ListRequest {
  std::string prefix;
  std::string delimiter;
  std::string beyond;  // Only what sorts after this.
  std::size_t keys_max = kKeysPerPageMax;
  bool encodes_keys = false;  // encoding-type=url.
};

struct ListPage {
  std::vector<const Object*> contents;
  std::vector<std::string> common_prefixes;
  bool is_truncated = false;
  std::string last;  // What the page ended with, a key or a common prefix.

  std::size_t size() const { return contents.size() + common_prefixes.size(); }
};

Result<ListRequest> parse_list_request(const Json& input) {
  ListRequest request;
  request.prefix = string_member(input, "Prefix");
  request.delimiter = string_member(input, "Delimiter");
  const std::int64_t keys_max = optional_integer(input, "MaxKeys").value_or(kKeysPerPageMax);
  if (keys_max < 0) return invalid_max_keys();
  request.keys_max = static_cast<std::size_t>(std::min(keys_max, kKeysPerPageMax));
  request.encodes_keys = string_member(input, "EncodingType") == "url";
  return request;
}

// The key up to and with the first delimiter behind the prefix; empty when there is none.
std::string common_prefix(const ListRequest& request, const std::string& key) {
  if (request.delimiter.empty()) return {};
  const std::size_t at = key.find(request.delimiter, request.prefix.size());
  return at == std::string::npos ? "" : key.substr(0, at + request.delimiter.size());
}

// The first text that sorts behind everything that begins with `prefix`, no key being all 0xFF.
std::string behind(std::string prefix) {
  prefix += '\xff';
  return prefix;
}

ListPage list(const State& state, const Bucket& bucket, const ListRequest& request) {
  ListPage page;
  const auto& rows = state.objects.rows();
  auto row = rows.lower_bound(object_id(bucket.name, std::max(request.prefix, request.beyond)));
  while (row != rows.end() && request.keys_max > 0) {
    const Object& object = row->second;
    if (object.bucket != bucket.name || !object.key.starts_with(request.prefix)) break;
    const std::string group = common_prefix(request, object.key);
    const std::string& item = group.empty() ? object.key : group;
    if (item > request.beyond) {
      page.is_truncated = page.size() == request.keys_max;
      if (page.is_truncated) break;
      page.last = item;
      if (group.empty()) {
        page.contents.push_back(&object);
      } else {
        page.common_prefixes.push_back(group);
      }
    }
    // A group is one item, whatever it holds.
    row = group.empty() ? std::next(row) : rows.lower_bound(object_id(bucket.name, behind(group)));
  }
  return page;
}

std::string shown(const ListRequest& request, const std::string& text) {
  return request.encodes_keys ? replace_all(percent_encode(text), "%2F", "/") : text;
}

Json contents_of(const ListRequest& request, const ListPage& page, const Bucket* owner_shown) {
  Json contents = Json::array();
  for (const Object* object : page.contents) {
    Json item = {{"Key", shown(request, object->key)},
                 {"LastModified", millis_of(object->modified_at)},
                 {"ETag", object->etag()},
                 {"ChecksumAlgorithm", {object->checksum_algorithm}},
                 {"ChecksumType", object->checksum_type},
                 {"Size", object->size}};
    if (owner_shown != nullptr) item["Owner"] = {{"ID", canonical_user(owner_shown->owner)}};
    item["StorageClass"] = "STANDARD";
    contents.push_back(std::move(item));
  }
  return contents;
}

// What both versions end with.
void append_page(Json& output, const ListRequest& request, const ListPage& page,
                 const Bucket* owner_shown) {
  output["MaxKeys"] = request.keys_max;
  if (!request.delimiter.empty()) output["Delimiter"] = shown(request, request.delimiter);
  if (request.encodes_keys) output["EncodingType"] = "url";
  output["IsTruncated"] = page.is_truncated;
  output["Contents"] = contents_of(request, page, owner_shown);
  Json prefixes = Json::array();
  for (const std::string& prefix : page.common_prefixes) {
    prefixes.push_back({{"Prefix", shown(request, prefix)}});
  }
  output["CommonPrefixes"] = std::move(prefixes);
}

}  // namespace

// NextMarker comes with a delimiter only; without one the last key is the next marker.
Result<Json> list_objects(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  KT_TRY(ListRequest request, parse_list_request(input));
  request.beyond = string_member(input, "Marker");
  const ListPage page = list(state, *bucket, request);
  Json output = {{"Name", bucket->name},
                 {"Prefix", shown(request, request.prefix)},
                 {"Marker", shown(request, request.beyond)}};
  if (page.is_truncated && !request.delimiter.empty()) {
    output["NextMarker"] = shown(request, page.last);
  }
  append_page(output, request, page, bucket);
  return output;
}

// A continuation token is what the page before ended with.
Result<Json> list_objects_v2(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  KT_TRY(ListRequest request, parse_list_request(input));
  request.beyond = string_member(input, "StartAfter");
  const std::optional<std::string> token = optional_string(input, "ContinuationToken");
  if (token) {
    const std::optional<Bytes> item = from_base64(*token);
    if (!item || item->empty()) return invalid_continuation_token();
    request.beyond = view_of(*item);
  }
  const ListPage page = list(state, *bucket, request);
  Json output = {{"Name", bucket->name}, {"Prefix", shown(request, request.prefix)}};
  if (const auto start = optional_string(input, "StartAfter")) {
    output["StartAfter"] = shown(request, *start);
  }
  if (token) output["ContinuationToken"] = *token;
  if (page.is_truncated) output["NextContinuationToken"] = to_base64(page.last);
  output["KeyCount"] = page.size();
  const bool shows_owner = optional_bool(input, "FetchOwner").value_or(false);
  append_page(output, request, page, shows_owner ? bucket : nullptr);
  return output;
}

}  // namespace keytrail::s3
