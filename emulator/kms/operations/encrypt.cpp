#include "kms/cryptography.h"
#include "kms/key_lookup.h"
#include "kms/key_metadata.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> encrypt(State& kms, Context& context, const Json& input) {
  context.record.request_parameters =
      recorded_parameters(input, {"KeyId", "EncryptionAlgorithm", "EncryptionContext", "DryRun"});
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::Encrypt, string_member(input, "KeyId")));
  KT_TRY_VOID(check_algorithm(input, "EncryptionAlgorithm"));
  KT_TRY_VOID(check_key_state(KeyOperation::Encrypt, *key));
  KT_TRY_VOID(check_dry_run(input));

  const KeyMaterial& material = encrypting_material(*key);
  note_material(context, material.id);
  Json output = Json::object();
  output["CiphertextBlob"] =
      blob(seal_ciphertext(*key, material, find_member(input, "EncryptionContext"),
                           *blob_member(input, "Plaintext"), context.random));
  output["KeyId"] = key->arn;
  output["EncryptionAlgorithm"] = kSymmetricDefault;
  return output;
}

}  // namespace keytrail::kms
