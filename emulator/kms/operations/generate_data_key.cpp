// GenerateDataKey and GenerateDataKeyWithoutPlaintext: the same but for what they return.
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

Result<std::size_t> data_key_size(const Json& input) {
  const auto bytes = optional_integer(input, "NumberOfBytes");
  const auto spec = optional_string(input, "KeySpec");
  if (bytes.has_value() == spec.has_value()) return data_key_size_unclear();
  if (bytes) return static_cast<std::size_t>(*bytes);
  return std::size_t{*spec == "AES_128" ? 16u : 32u};
}

struct DataKey {
  Json output;
  Bytes plaintext;
};

Result<DataKey> generate(State& kms, Context& context, const Json& input, KeyOperation operation) {
  KT_TRY(const std::size_t size, data_key_size(input));
  KT_TRY_VOID(check_recipient(input));
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, operation, KeyUsage::EncryptDecrypt));
  KT_TRY_VOID(check_key_state(operation, *key));
  KT_TRY_VOID(check_makes_data_keys(*key));
  KT_TRY_VOID(check_dry_run(input));

  note_material(context, *key, key->current_material_id);
  DataKey made;
  made.plaintext = context.random.bytes(size);
  made.output["CiphertextBlob"] =
      blob(encrypt_with(*key, kSymmetricDefault, find_member(input, "EncryptionContext"),
                        made.plaintext, context.random));
  made.output["KeyId"] = key->arn;
  if (key->names_its_material()) made.output["KeyMaterialId"] = key->current_material_id;
  return made;
}

}  // namespace

Result<Json> generate_data_key(State& kms, Context& context, const Json& input) {
  KT_TRY(DataKey made, generate(kms, context, input, KeyOperation::GenerateDataKey));
  made.output["Plaintext"] = blob(std::move(made.plaintext));
  return std::move(made.output);
}

Result<Json> generate_data_key_without_plaintext(State& kms, Context& context, const Json& input) {
  KT_TRY(DataKey made,
         generate(kms, context, input, KeyOperation::GenerateDataKeyWithoutPlaintext));
  return std::move(made.output);
}

}  // namespace keytrail::kms
