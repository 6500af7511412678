#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> update_key_description(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::UpdateKeyDescription,
                                     string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::UpdateKeyDescription, *key));

  kms.keys.edit(key->row_id())->description = string_member(input, "Description");
  return Json();
}

}  // namespace keytrail::kms
