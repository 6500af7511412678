// EnableKey and DisableKey: the same but for the state they lead to.
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

Result<Json> set_state(State& kms, Context& context, const Json& input, KeyOperation operation,
                       KeyState state) {
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(operation, *key));

  if (key->state == KeyState::Unavailable) {
    // Takes effect when the key store is connected again.
    kms.keys.edit(key->row_id())->comes_back_disabled = state == KeyState::Disabled;
  } else if (key->state != state) {
    Key& changed = *kms.keys.edit(key->row_id());
    changed.state = state;
    if (state == KeyState::Enabled) rotate_if_overdue(kms, context, changed);
  }
  context.record.response_elements = Json{{"keyId", key->arn}};
  return Json();
}

}  // namespace

Result<Json> enable_key(State& kms, Context& context, const Json& input) {
  return set_state(kms, context, input, KeyOperation::EnableKey, KeyState::Enabled);
}

Result<Json> disable_key(State& kms, Context& context, const Json& input) {
  return set_state(kms, context, input, KeyOperation::DisableKey, KeyState::Disabled);
}

}  // namespace keytrail::kms
