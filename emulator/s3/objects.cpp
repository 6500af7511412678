#include "s3/objects.h"

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
    output["ChecksumType"] = "FULL_OBJECT";
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
