#include "s3/objects.h"

#include <charconv>

#include "base/text.h"
#include "s3/buckets.h"
#include "s3/checksums.h"
#include "s3/encryption.h"
#include "s3/errors.h"

namespace keytrail::s3 {
namespace {

constexpr std::size_t kKeySizeMax = 1024;
constexpr std::size_t kMetadataSizeMax = 2048;
constexpr const char* kDefaultContentType = "binary/octet-stream";

// Members of requests and answers that an object keeps as they are, and the parameter of a read
// that replaces them in the answer.
struct HeaderMember {
  const char* name;
  const char* override;
};
constexpr HeaderMember kHeaderMembers[] = {
    {"CacheControl", "ResponseCacheControl"},
    {"ContentDisposition", "ResponseContentDisposition"},
    {"ContentEncoding", "ResponseContentEncoding"},
    {"ContentLanguage", "ResponseContentLanguage"},
    {"ContentType", "ResponseContentType"},
    {"Expires", "ResponseExpires"},
};

std::string_view without_quotes(std::string_view etag) {
  if (etag.starts_with("W/")) etag.remove_prefix(2);
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return etag;
}

bool matches_etag(const std::string& wanted, const Object& object) {
  for (const std::string& etag : split(wanted, ',')) {
    const std::string_view text = trim(etag);
    if (text == "*" || without_quotes(text) == object.md5) return true;
  }
  return false;
}

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || error != std::errc() || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

// The conditions of a copy are those of a read; whatever does not hold is a failed one.
Result<void> check_copy_conditions(const Json& input, const Object& source) {
  Json conditions = Json::object();
  for (const char* name : {"IfMatch", "IfNoneMatch", "IfModifiedSince", "IfUnmodifiedSince"}) {
    const Json* given = find_member(input, std::string("CopySource") + name);
    if (given != nullptr) conditions[name] = *given;
  }
  const Result<void> checked = check_read_conditions(conditions, source);
  if (checked.ok()) return {};
  if (checked.error().status != 304) return checked.error();
  const bool is_none_match = conditions.contains("IfNoneMatch");
  return precondition_failed(is_none_match ? "x-amz-copy-source-If-None-Match"
                                           : "x-amz-copy-source-If-Modified-Since");
}

}  // namespace

Result<Place> require_place(const State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  Place place{bucket, string_member(input, "Key"), nullptr};
  if (place.key.size() > kKeySizeMax) return key_too_long(place.key.size());
  context.record.resources = {{"AWS::S3::Object", "arn:aws:s3:::" + place.id(), bucket->owner}};
  place.object = state.objects.find(place.id());
  return place;
}

Result<const Object*> require_object(const State& state, Context& context, const Json& input) {
  KT_TRY(const Place place, require_place(state, context, input));
  if (place.object == nullptr) return no_such_key(place.key);
  return place.object;
}

Result<void> check_acl(const Json& input) {
  const std::string acl = string_member(input, "ACL");
  if (!acl.empty() && acl != "bucket-owner-full-control") return acls_not_supported();
  return {};
}

Result<std::optional<ByteRange>> parse_range(const std::string& text, std::uint64_t size) {
  constexpr std::string_view kUnit = "bytes=";
  const std::string_view range =
      text.starts_with(kUnit) ? std::string_view(text).substr(kUnit.size()) : std::string_view();
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return std::optional<ByteRange>();
  const std::optional<std::uint64_t> first = parse_number(range.substr(0, dash));
  const std::optional<std::uint64_t> last = parse_number(range.substr(dash + 1));
  if (dash == 0) {
    if (!last) return std::optional<ByteRange>();
    if (*last == 0 || size == 0) return invalid_range(text, size);
    const std::uint64_t count = std::min(*last, size);
    return std::optional(ByteRange{size - count, count});
  }
  const bool is_open = dash + 1 == range.size();
  if (!first || (!last && !is_open) || (last && *last < *first)) {
    return std::optional<ByteRange>();
  }
  if (*first >= size) return invalid_range(text, size);
  return std::optional(ByteRange{*first, std::min(last.value_or(size), size - 1) - *first + 1});
}

Result<void> check_write_conditions(const Json& input, const Object* object) {
  if (const auto wanted = optional_string(input, "IfMatch")) {
    if (object == nullptr) return no_such_key(string_member(input, "Key"));
    if (!matches_etag(*wanted, *object)) return precondition_failed("If-Match");
  }
  if (const auto unwanted = optional_string(input, "IfNoneMatch")) {
    if (object != nullptr && matches_etag(*unwanted, *object)) {
      return precondition_failed("If-None-Match");
    }
  }
  return {};
}

// The times count only where the matching condition on the ETag is not given (S3 API reference,
// GetObject, "Additional considerations about request headers").
Result<void> check_read_conditions(const Json& input, const Object& object) {
  const auto since = [&](const char* name) -> std::optional<Instant> {
    const auto millis = optional_integer(input, name);
    return millis ? std::optional(instant_of(*millis)) : std::nullopt;
  };
  const auto match = optional_string(input, "IfMatch");
  const auto none_match = optional_string(input, "IfNoneMatch");
  const auto unmodified = since("IfUnmodifiedSince");
  const auto modified = since("IfModifiedSince");
  if (match && !matches_etag(*match, object)) return precondition_failed("If-Match");
  if (!match && unmodified && object.modified_at > *unmodified) {
    return precondition_failed("If-Unmodified-Since");
  }
  if (none_match && matches_etag(*none_match, object)) return not_modified();
  if (!none_match && modified && object.modified_at <= *modified) return not_modified();
  return {};
}

Result<const Object*> require_copy_source(const State& state, Context& context, const Json& input) {
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
  KT_TRY(const Object* object, require_object(state, context, place));
  KT_TRY_VOID(check_copy_conditions(input, *object));
  return object;
}

Json describe_object(const Json& input, const Object& object) {
  Json output = {{"AcceptRanges", "bytes"},
                 {"LastModified", millis_of(object.modified_at)},
                 {"ContentLength", object.size},
                 {"ETag", object.etag()}};
  for (const auto& [name, value] : object.headers.items()) output[name] = value;
  for (const HeaderMember& member : kHeaderMembers) {
    if (const Json* wanted = find_member(input, member.override)) output[member.name] = *wanted;
  }
  if (find_member(input, "ChecksumMode") != nullptr) {
    output[checksum_member(object.checksum_algorithm)] = object.checksum;
    output["ChecksumType"] = object.checksum_type;
  }
  show_encryption(object, output);
  if (!object.metadata.empty()) output["Metadata"] = object.metadata;
  return output;
}

Result<void> take_description(const Json& input, Object& object) {
  object.headers = {{"ContentType", kDefaultContentType}};
  for (const HeaderMember& member : kHeaderMembers) {
    if (const Json* value = find_member(input, member.name)) object.headers[member.name] = *value;
  }
  object.metadata.clear();
  std::size_t size = 0;
  if (const Json* metadata = find_member(input, "Metadata")) {
    for (const auto& [name, value] : metadata->items()) {
      object.metadata[name] = value.get<std::string>();
      size += name.size() + object.metadata[name].size();
    }
  }
  if (size > kMetadataSizeMax) return metadata_too_large(size);
  return {};
}

}  // namespace keytrail::s3
