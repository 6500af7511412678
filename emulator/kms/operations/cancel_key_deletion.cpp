#include "kms/custom_key_stores.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"

namespace keytrail::kms {

Result<Json> cancel_key_deletion(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* found,
         require_key(kms, context, KeyOperation::CancelKeyDeletion, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::CancelKeyDeletion, *found));

  Key& key = *kms.keys.edit(found->row_id());
  // Cancelling leaves the key Disabled, not Enabled (KMS guide, "Key states"). The guide does not
  // speak of a key without its material; Disabled would let EnableKey make an empty key usable.
  key.state = key.has_all_material() ? KeyState::Disabled : KeyState::PendingImport;
  follow_store(kms, key);
  key.deletion_at.reset();
  key.deletion_window.reset();
  context.scheduler.cancel(std::exchange(key.deletion_timer, 0));
  rotate_if_overdue(kms, context, key);
  return Json{{"KeyId", key.arn}};
}

}  // namespace keytrail::kms
