#include "secretsmanager/sealing.h"

#include "base/text.h"
#include "crypto/aead.h"
#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

constexpr const char* kManagedKeyAlias = "alias/aws/secretsmanager";
// Stands for the version id while only the access to a key is tried.
constexpr const char* kAccessCheckVersionId = "RequestToValidateKeyAccess";

struct DataKey {
  Bytes plaintext;
  Bytes wrapped;
  std::string key_arn;
};

Json encryption_context(const ValuePlace& place) {
  return {{"SecretARN", place.secret_arn}, {"SecretVersionId", place.version_id}};
}

// The Region whose KMS has to do with it: that of the secret's ARN.
std::string region_of(const ValuePlace& place) { return parse_arn(place.secret_arn)->region; }

Result<Json> call_kms(Context& context, const ValuePlace& place, const std::string& operation,
                      Json input, ApiError (*failure)(const ApiError&, const std::string&)) {
  Result<Json> output = context.ports.calls.call("secretsmanager.amazonaws.com", "kms", operation,
                                                 std::move(input), region_of(place));
  if (output.ok() || output.error().status == 501) return output;
  if (output.error().code == "AccessDeniedException") return kms_access_denied();
  return failure(output.error(), context.random.uuid());
}

Result<DataKey> generate_data_key(Context& context, const std::optional<std::string>& key_id,
                                  const ValuePlace& place) {
  // The record of the call shows the key's ARN, whichever way the secret names the key.
  const Scope scope{context.account(), region_of(place)};
  const std::string key =
      key_id ? context.ports.resources.key_arn(scope, *key_id).value_or(*key_id) : kManagedKeyAlias;
  Json input{{"KeyId", key}, {"KeySpec", "AES_256"}};
  input["EncryptionContext"] = encryption_context(place);
  KT_TRY(const Json output,
         call_kms(context, place, "GenerateDataKey", std::move(input), encryption_failure));
  const Bytes* plaintext = blob_member(output, "Plaintext");
  const Bytes* wrapped = blob_member(output, "CiphertextBlob");
  KT_ASSERT(plaintext && plaintext->size() == crypto::kAesKeySize && wrapped);
  return DataKey{*plaintext, *wrapped, string_member(output, "KeyId")};
}

Result<Bytes> open_data_key(Context& context, const ValuePlace& place, const Bytes& wrapped) {
  Json input{{"CiphertextBlob", blob(wrapped)}};
  input["EncryptionContext"] = encryption_context(place);
  KT_TRY(const Json output,
         call_kms(context, place, "Decrypt", std::move(input), decryption_failure));
  const Bytes* plaintext = blob_member(output, "Plaintext");
  KT_ASSERT(plaintext);
  return *plaintext;
}

crypto::AesKey as_key(const Bytes& bytes) { return crypto::AesKey(bytes.data(), bytes.size()); }
crypto::GcmNonce as_nonce(const Bytes& bytes) {
  return crypto::GcmNonce(bytes.data(), bytes.size());
}

}  // namespace

Result<std::optional<SecretValue>> secret_value_of(const Json& input) {
  const Json* text = find_member(input, "SecretString");
  const Bytes* binary = blob_member(input, "SecretBinary");
  if (text && binary) return secret_value_given_twice();
  if (text) return std::optional(SecretValue{false, bytes_of(text->get_ref<const std::string&>())});
  if (binary) return std::optional(SecretValue{true, *binary});
  return std::optional<SecretValue>();
}

void show_value(Json& output, const SecretValue& value) {
  if (value.is_binary) {
    output["SecretBinary"] = blob(value.bytes);
  } else {
    output["SecretString"] = view_of(value.bytes);
  }
}

Result<SealedValue> seal(Context& context, const std::optional<std::string>& key_id,
                         const ValuePlace& place, const SecretValue& value) {
  KT_TRY(DataKey key, generate_data_key(context, key_id, place));
  SealedValue sealed;
  sealed.is_binary = value.is_binary;
  if (key_id) sealed.key_arn = std::move(key.key_arn);
  sealed.wrapped_data_key = to_base64(key.wrapped);
  const Bytes nonce = context.random.bytes(crypto::kGcmNonceSize);
  sealed.nonce = to_base64(nonce);
  Bytes bytes;
  crypto::gcm_seal(as_key(key.plaintext), as_nonce(nonce), {}, value.bytes, bytes);
  sealed.bytes = to_base64(bytes);
  return sealed;
}

Result<SecretValue> unseal(Context& context, const ValuePlace& place, const SealedValue& sealed) {
  const std::optional<Bytes> wrapped = from_base64(sealed.wrapped_data_key);
  const std::optional<Bytes> nonce = from_base64(sealed.nonce);
  const std::optional<Bytes> stored = from_base64(sealed.bytes);
  if (!wrapped || !nonce || nonce->size() != crypto::kGcmNonceSize || !stored) {
    return sealed_value_damaged();
  }
  KT_TRY(const Bytes key, open_data_key(context, place, *wrapped));
  if (key.size() != crypto::kAesKeySize) return sealed_value_damaged();
  std::optional<Bytes> bytes = crypto::gcm_open(as_key(key), as_nonce(*nonce), {}, *stored);
  if (!bytes) return sealed_value_damaged();
  return SecretValue{sealed.is_binary, *std::move(bytes)};
}

Result<void> check_key_access(Context& context, const std::optional<std::string>& key_id,
                              const std::string& secret_arn) {
  const ValuePlace place{secret_arn, kAccessCheckVersionId};
  KT_TRY(const DataKey key, generate_data_key(context, key_id, place));
  KT_TRY_VOID(open_data_key(context, place, key.wrapped));
  return {};
}

std::optional<std::string> kms_key_id_of(const Json& input) {
  std::string key_id = string_member(input, "KmsKeyId");
  if (key_id.empty() || key_id == kManagedKeyAlias ||
      key_id.ends_with(std::string(":") + kManagedKeyAlias)) {
    return std::nullopt;
  }
  return key_id;
}

}  // namespace keytrail::secretsmanager
