#include "s3/buckets.h"

#include <arpa/inet.h>

#include <algorithm>

#include "base/text.h"
#include "s3/errors.h"

namespace keytrail::s3 {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || is_digit(c); }

bool looks_like_ip_address(const std::string& name) {
  in_addr address;
  return inet_pton(AF_INET, name.c_str(), &address) == 1;
}

}  // namespace

bool is_valid_bucket_name(std::string_view name) {
  if (name.size() < 3 || name.size() > 63) return false;
  if (!is_lower_or_digit(name.front()) || !is_lower_or_digit(name.back())) return false;
  const bool has_valid_characters = std::all_of(name.begin(), name.end(), [](char c) {
    return is_lower_or_digit(c) || c == '.' || c == '-';
  });
  return has_valid_characters && name.find("..") == std::string_view::npos &&
         !name.starts_with("xn--") && !name.ends_with("-s3alias") &&
         !looks_like_ip_address(std::string(name));
}

Result<const Bucket*> require_bucket(const State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "Bucket");
  draft_record(context, name);
  const Bucket* bucket = state.buckets.find(name);
  if (bucket == nullptr) return no_such_bucket(name);
  context.record.resources.front().account = bucket->owner;
  const std::string expected =
      optional_string(input, "ExpectedBucketOwner").value_or(bucket->owner);
  // A service, such as CloudTrail with its files, writes into buckets of other accounts too.
  const bool is_welcome = bucket->owner == context.account() || context.caller.is_service();
  if (!is_welcome || bucket->owner != expected) return access_denied();
  return bucket;
}

void draft_subresource(Context& context, const char* name) {
  (*context.record.request_parameters)[name] = "";
}

void draft_record(Context& context, const std::string& bucket, Json more) {
  Json parameters = {{"bucketName", bucket}, {"Host", context.caller.host_header}};
  parameters.update(more);
  context.record.request_parameters = std::move(parameters);
  context.record.resources = {{"AWS::S3::Bucket", "arn:aws:s3:::" + bucket, context.account()}};
}

std::string canonical_user(const std::string& account) {
  const Bytes bytes = bytes_of(account);
  std::string id;
  while (id.size() < 64) id += to_hex(bytes);
  id.resize(64);
  return id;
}

}  // namespace keytrail::s3
