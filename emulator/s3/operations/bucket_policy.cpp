#include "s3/buckets.h"
#include "s3/errors.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

Result<Json> parse_policy(const std::string& text) {
  std::optional<Json> policy = parse_json(text);
  if (!policy || !policy->is_object()) {
    return malformed_policy("Policies must be valid JSON and the first byte must be '{'");
  }
  const Json* statements = find_member(*policy, "Statement");
  if (statements == nullptr) return malformed_policy("Missing required field Statement");
  return std::move(*policy);
}

}  // namespace

Result<Json> put_bucket_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  const std::string text = string_member(input, "Policy");
  KT_TRY(Json policy, parse_policy(text));
  draft_record(context, bucket->name, {{"bucketPolicy", std::move(policy)}, {"policy", ""}});
  state.buckets.edit(bucket->name)->policy = text;
  return Json();
}

Result<Json> get_bucket_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  draft_subresource(context, "policy");
  if (bucket->policy.empty()) return no_such_bucket_policy();
  return Json{{"Policy", bucket->policy}};
}

// Taking away what is not there is no error.
Result<Json> delete_bucket_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  draft_subresource(context, "policy");
  if (!bucket->policy.empty()) state.buckets.edit(bucket->name)->policy.clear();
  return Json();
}

}  // namespace keytrail::s3
