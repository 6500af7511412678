#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_policy.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> get_key_policy(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::GetKeyPolicy, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::GetKeyPolicy, *key));
  if (optional_string(input, "PolicyName").value_or(kPolicyName) != kPolicyName) {
    return policy_not_found();
  }
  return Json{{"Policy", policy_of(*key)}, {"PolicyName", kPolicyName}};
}

}  // namespace keytrail::kms
