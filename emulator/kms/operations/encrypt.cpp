#include "kms/cryptography.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> encrypt(State& kms, Context& context, const Json& input) {
  context.record.request_parameters =
      recorded_parameters(input, {"KeyId", "EncryptionAlgorithm", "EncryptionContext", "DryRun"});
  const Json* encryption_context = find_member(input, "EncryptionContext");
  const std::string algorithm = encryption_algorithm(input, "EncryptionAlgorithm");
  const Bytes& plaintext = *blob_member(input, "Plaintext");
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::Encrypt, string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, KeyOperation::Encrypt, KeyUsage::EncryptDecrypt));
  KT_TRY_VOID(check_key_state(KeyOperation::Encrypt, *key));
  KT_TRY_VOID(check_encryption(*key, algorithm, encryption_context));
  KT_TRY_VOID(check_plaintext(*key, algorithm, plaintext));
  KT_TRY_VOID(check_dry_run(input));

  note_material(context, *key, key->current_material_id);
  Json output = Json::object();
  output["CiphertextBlob"] =
      blob(encrypt_with(*key, algorithm, encryption_context, plaintext, context.random));
  output["KeyId"] = key->arn;
  output["EncryptionAlgorithm"] = algorithm;
  return output;
}

}  // namespace keytrail::kms
