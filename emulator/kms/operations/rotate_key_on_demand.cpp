#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

// A rotation by schedule that is so near takes precedence (KMS API reference, "RotateKeyOnDemand").
constexpr std::chrono::minutes kScheduledRotationNear{20};

}  // namespace

Result<Json> rotate_key_on_demand(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::RotateKeyOnDemand, string_member(input, "KeyId")));
  // The state comes before the kind of key: an RSA key that waits for material says so.
  KT_TRY_VOID(check_key_state(KeyOperation::RotateKeyOnDemand, *key));
  if (!key->is_symmetric_encryption() || key->is_in_custom_key_store()) {
    return unsupported_operation();
  }
  if (key->is_replica()) return not_a_primary(key->arn);
  if (key->origin == Origin::External && !is_ready_to_rotate(kms, *key)) {
    return no_material_pending_rotation(key->arn);
  }
  if (key->on_demand_rotations >= kOnDemandRotationsMax) {
    return too_many_on_demand_rotations(key->arn);
  }
  if (key->next_rotation_at && *key->next_rotation_at <= context.now + kScheduledRotationNear) {
    return scheduled_rotation_near(key->arn);
  }
  rotate(kms, context, *key, RotationType::OnDemand);
  return Json{{"KeyId", key->arn}};
}

}  // namespace keytrail::kms
