#include "kms/key_lookup.h"
#include "kms/key_policy.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {

Result<Json> list_key_policies(State& kms, Context& context, const Json& input) {
  KT_TRY(Page page, Page::open(input, {100, 1000}, "PolicyNames"));
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::ListKeyPolicies, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ListKeyPolicies, *key));
  if (page.after().empty()) page.add(kPolicyName, kPolicyName);
  return page.finish();
}

}  // namespace keytrail::kms
