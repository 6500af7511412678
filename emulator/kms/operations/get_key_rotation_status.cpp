#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> get_key_rotation_status(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::GetKeyRotationStatus,
                                     string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::GetKeyRotationStatus, *key));
  if (!key->is_symmetric_encryption()) return unsupported_operation();
  // AWS managed keys rotate every year and nobody can change that (KMS guide, "Rotating keys").
  if (key->is_aws_managed()) {
    return Json{{"KeyId", key->arn}, {"KeyRotationEnabled", true}, {"RotationPeriodInDays", 365}};
  }
  return Json{{"KeyId", key->arn}, {"KeyRotationEnabled", false}};
}

}  // namespace keytrail::kms
