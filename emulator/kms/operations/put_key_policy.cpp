#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_policy.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> put_key_policy(State& kms, Context& context, const Json& input) {
  const std::string name = optional_string(input, "PolicyName").value_or(kPolicyName);
  std::string policy = string_member(input, "Policy");
  const bool bypasses = optional_bool(input, "BypassPolicyLockoutSafetyCheck").value_or(false);
  context.record.request_parameters = Json{{"keyId", string_member(input, "KeyId")},
                                           {"policyName", name},
                                           {"policy", policy},
                                           {"bypassPolicyLockoutSafetyCheck", bypasses}};
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::PutKeyPolicy, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::PutKeyPolicy, *key));
  if (name != kPolicyName) return policy_not_found();
  KT_TRY_VOID(check_policy(kms, context, policy, key->arn, bypasses));

  kms.keys.edit(key->row_id())->policy = std::move(policy);
  return Json();
}

}  // namespace keytrail::kms
