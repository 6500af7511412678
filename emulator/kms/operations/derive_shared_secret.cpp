#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> derive_shared_secret(State& kms, Context& context, const Json& input) {
  const std::string algorithm = string_member(input, "KeyAgreementAlgorithm");
  KT_TRY_VOID(check_recipient(input));
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::DeriveSharedSecret,
                                     string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, KeyOperation::DeriveSharedSecret, KeyUsage::KeyAgreement));
  KT_TRY_VOID(check_key_state(KeyOperation::DeriveSharedSecret, *key));
  KT_TRY_VOID(check_algorithm(*key, algorithm));
  std::optional<Bytes> secret =
      crypto::derive_shared_secret(working_material(*key).secret, *blob_member(input, "PublicKey"));
  if (!secret) return invalid_public_key();
  KT_TRY_VOID(check_dry_run(input));
  return Json{{"KeyId", key->arn},
              {"SharedSecret", blob(*std::move(secret))},
              {"KeyAgreementAlgorithm", algorithm},
              {"KeyOrigin", text_of(key->origin)}};
}

}  // namespace keytrail::kms
