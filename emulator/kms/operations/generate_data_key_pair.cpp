// GenerateDataKeyPair and GenerateDataKeyPairWithoutPlaintext: the same but for what they return.
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

struct DataKeyPair {
  Json output;
  Bytes private_key;
};

Result<const Key*> require_wrapping_key(State& kms, Context& context, const Json& input,
                                        KeyOperation operation) {
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, operation, KeyUsage::EncryptDecrypt));
  KT_TRY_VOID(check_key_state(operation, *key));
  KT_TRY_VOID(check_makes_data_keys(*key));
  if (key->is_in_custom_key_store()) return unsupported_operation();
  return key;
}

Result<DataKeyPair> generate_pair(State& kms, Context& context, const Json& input,
                                  KeyOperation operation) {
  KT_TRY_VOID(check_recipient(input));
  if (auto key = require_wrapping_key(kms, context, input, operation); !key.ok()) {
    return key.error();
  }
  const std::string spec_name = string_member(input, "KeyPairSpec");
  const auto spec = find_key_spec(spec_name);
  if (!spec) return key_spec_not_supported("KeyPairSpec", spec_name);
  KT_TRY_VOID(check_dry_run(input));

  crypto::KeyPair pair = make_key_pair(context, *key_pair_kind(*spec));
  // The key may be another by now, or none.
  KT_TRY(const Key* key, require_wrapping_key(kms, context, input, operation));
  note_material(context, *key, key->current_material_id);
  DataKeyPair made;
  made.output["PrivateKeyCiphertextBlob"] =
      blob(encrypt_with(*key, kSymmetricDefault, find_member(input, "EncryptionContext"),
                        pair.private_key, context.random));
  made.output["PublicKey"] = blob(std::move(pair.public_key));
  made.output["KeyId"] = key->arn;
  made.output["KeyPairSpec"] = spec_name;
  made.output["KeyMaterialId"] = key->current_material_id;
  made.private_key = std::move(pair.private_key);
  return made;
}

}  // namespace

Result<Json> generate_data_key_pair(State& kms, Context& context, const Json& input) {
  KT_TRY(DataKeyPair made, generate_pair(kms, context, input, KeyOperation::GenerateDataKeyPair));
  made.output["PrivateKeyPlaintext"] = blob(std::move(made.private_key));
  return std::move(made.output);
}

Result<Json> generate_data_key_pair_without_plaintext(State& kms, Context& context,
                                                      const Json& input) {
  KT_TRY(DataKeyPair made,
         generate_pair(kms, context, input, KeyOperation::GenerateDataKeyPairWithoutPlaintext));
  return std::move(made.output);
}

}  // namespace keytrail::kms
