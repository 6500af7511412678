// EnableKeyRotation, DisableKeyRotation and GetKeyRotationStatus: the schedule of a key's rotation.
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

Result<const Key*> require_rotating_key(State& kms, Context& context, const Json& input,
                                        KeyOperation operation) {
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(operation, *key));
  if (!key->is_symmetric_encryption()) return unsupported_operation();
  const bool is_change = operation != KeyOperation::GetKeyRotationStatus;
  if (is_change && key->is_replica()) return not_a_primary(key->arn);
  return key;
}

}  // namespace

Result<Json> enable_key_rotation(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_rotating_key(kms, context, input, KeyOperation::EnableKeyRotation));
  const std::chrono::days period(
      optional_integer(input, "RotationPeriodInDays").value_or(kRotationPeriodStandard.count()));
  change_shared(kms, context, *key,
                [&](Key& changed) { enable_rotation(context, changed, period); });
  context.record.response_elements = Json{{"keyId", key->arn}};
  return Json();
}

Result<Json> disable_key_rotation(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_rotating_key(kms, context, input, KeyOperation::DisableKeyRotation));
  if (key->rotation_period) {
    change_shared(kms, context, *key, [&](Key& changed) { disable_rotation(context, changed); });
  }
  context.record.response_elements = Json{{"keyId", key->arn}};
  return Json();
}

// OnDemandRotationStartDate is never there: a rotation on demand is over when its call returns.
Result<Json> get_key_rotation_status(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_rotating_key(kms, context, input, KeyOperation::GetKeyRotationStatus));
  const bool is_going =
      key->state == KeyState::PendingDeletion || key->state == KeyState::PendingReplicaDeletion;
  Json output{{"KeyId", key->arn}, {"KeyRotationEnabled", key->rotation_period && !is_going}};
  if (key->rotation_period && !is_going) {
    output["RotationPeriodInDays"] =
        std::chrono::floor<std::chrono::days>(*key->rotation_period).count();
    output["NextRotationDate"] = millis_of(*key->next_rotation_at);
  }
  return output;
}

}  // namespace keytrail::kms
