// KMS on a harness, with the calls that most tests make.
#pragma once

#include "crypto/rsa.h"
#include "kms/service.h"
#include "support/harness.h"

namespace keytrail::kms {

struct Kms : keytrail::testing::Harness {
  State state;

  Result<Json> run(std::string_view operation, Json input = Json::object()) {
    return call(operations(), state, operation, std::move(input));
  }
  Json must(std::string_view operation, Json input = Json::object()) {
    Result<Json> result = run(operation, std::move(input));
    EXPECT_TRUE(result.ok()) << operation << ": " << text_of_error(result);
    return result.ok() ? result.value() : Json::object();
  }
  // "Code: message" of a call that fails, "ok" of one that does not.
  std::string refusal(std::string_view operation, Json input = Json::object()) {
    return text_of_error(run(operation, std::move(input)));
  }
  static std::string text_of_error(const Result<Json>& result) {
    return result.ok() ? "ok" : result.error().code + ": " + result.error().message;
  }
  void wait(Duration by) { advance(timers(), state, by); }

  // ---- keys ----
  std::string create_key(Json input = Json::object()) {
    return must("CreateKey", std::move(input))["KeyMetadata"]["KeyId"].get<std::string>();
  }
  // A key of another kind than the symmetric ones.
  std::string create_key_of(const std::string& spec, const std::string& usage,
                            const std::string& origin = "AWS_KMS") {
    return create_key({{"KeySpec", spec}, {"KeyUsage", usage}, {"Origin", origin}});
  }
  std::string create_external_key() { return create_key({{"Origin", "EXTERNAL"}}); }
  std::string arn_of(const std::string& key_id) const {
    return "arn:aws:kms:us-east-1:123456789012:key/" + key_id;
  }
  Json metadata(const std::string& key_id) {
    return must("DescribeKey", {{"KeyId", key_id}})["KeyMetadata"];
  }
  std::string state_of(const std::string& key_id) {
    return metadata(key_id)["KeyState"].get<std::string>();
  }
  void disable(const std::string& key_id) { must("DisableKey", {{"KeyId", key_id}}); }
  void schedule_deletion(const std::string& key_id, int days = 7) {
    must("ScheduleKeyDeletion", {{"KeyId", key_id}, {"PendingWindowInDays", days}});
  }
  // Puts a key into a state that no operation leads to yet.
  void force_state(const std::string& key_id, KeyState key_state) {
    state.keys.edit(caller.scope.id(key_id))->state = key_state;
  }

  // ---- cryptography ----
  Json encrypt(const std::string& key_id, std::string_view plaintext, Json context = nullptr) {
    Json input{{"KeyId", key_id}, {"Plaintext", blob(plaintext)}};
    if (!context.is_null()) input["EncryptionContext"] = std::move(context);
    return must("Encrypt", std::move(input));
  }
  Json sealed(const std::string& key_id, std::string_view plaintext, Json context = nullptr) {
    return encrypt(key_id, plaintext, std::move(context))["CiphertextBlob"];
  }

  // ---- importing ----
  struct Parameters {
    Json token;
    Bytes public_key;
  };
  Parameters parameters_for_import(const std::string& key_id,
                                   const std::string& algorithm = "RSAES_OAEP_SHA_256") {
    Json output = must(
        "GetParametersForImport",
        {{"KeyId", key_id}, {"WrappingAlgorithm", algorithm}, {"WrappingKeySpec", "RSA_2048"}});
    return {output["ImportToken"], *blob_member(output, "PublicKey")};
  }
  Json import_input(const std::string& key_id, const Bytes& secret,
                    const std::string& algorithm = "RSAES_OAEP_SHA_256") {
    const Parameters parameters = parameters_for_import(key_id, algorithm);
    return {{"KeyId", key_id},
            {"ImportToken", parameters.token},
            {"EncryptedKeyMaterial", blob(wrap(parameters.public_key, algorithm, secret))},
            {"ExpirationModel", "KEY_MATERIAL_DOES_NOT_EXPIRE"}};
  }
  // As the KMS guide tells people to ("Encrypt the key material").
  Bytes wrap(const Bytes& public_key, std::string_view algorithm, const Bytes& secret) {
    const auto hash = algorithm.ends_with("_1") ? crypto::Hash::Sha1 : crypto::Hash::Sha256;
    if (!algorithm.starts_with("RSA_AES_")) {
      return *crypto::oaep_encrypt(public_key, hash, secret, random);
    }
    const Bytes aes_key = random.bytes(32);
    Bytes wrapped = *crypto::oaep_encrypt(public_key, hash, aes_key, random);
    const Bytes rest = *crypto::aes_wrap_padded(aes_key, secret);
    wrapped.insert(wrapped.end(), rest.begin(), rest.end());
    return wrapped;
  }
  std::string import_material(const std::string& key_id, const Bytes& secret) {
    return must("ImportKeyMaterial", import_input(key_id, secret))["KeyMaterialId"]
        .get<std::string>();
  }
};

}  // namespace keytrail::kms
