#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {

// The policy is stored and returned as the caller wrote it. It is judged by nobody here: policies
// of secrets are not enforced.
Result<Json> put_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  const std::string policy = string_member(input, "ResourcePolicy");
  const std::optional<Json> document = parse_json(policy);
  if (!document || !document->is_object()) return malformed_policy();
  change_secret(state, context, secret->name).resource_policy = policy;
  record_secret(context, *secret, RecordedName::Yes);
  return arn_and_name(*secret);
}

Result<Json> get_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  Json reply = arn_and_name(*secret);
  if (secret->resource_policy) reply["ResourcePolicy"] = *secret->resource_policy;
  return reply;
}

Result<Json> delete_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  if (secret->resource_policy) change_secret(state, context, secret->name).resource_policy.reset();
  record_secret(context, *secret, RecordedName::Yes);
  return arn_and_name(*secret);
}

}  // namespace keytrail::secretsmanager
