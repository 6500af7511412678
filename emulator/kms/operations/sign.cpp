// Sign and Verify: both turn the message into what is signed.
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

constexpr std::string_view kRaw = "RAW";
constexpr std::string_view kDigest = "DIGEST";

struct ToSign {
  const Key* key;
  const SigningAlgorithm* algorithm;
  Bytes bytes;
};

// RSA and ECDSA keys sign a digest, KMS's or the caller's. An Edwards key hashes by itself, in a
// way that the algorithm alone decides (KMS API reference, Sign, "MessageType").
Result<void> check_message_type(const Key& key, const SigningAlgorithm& algorithm,
                                std::string_view type) {
  if (algorithm.hashes_by_itself()) {
    const bool is_pure = algorithm.scheme == crypto::SignatureScheme::Ed25519;
    if (type != (is_pure ? kRaw : kDigest)) return message_type_incompatible(type, algorithm.name);
  } else if (type != kRaw && type != kDigest) {
    return message_type_incompatible(type, key.spec);  // EXTERNAL_MU is for ML-DSA.
  }
  return {};
}

Result<ToSign> require_to_sign(State& kms, Context& context, KeyOperation operation,
                               const Json& input) {
  const std::string name = string_member(input, "SigningAlgorithm");
  const std::string type = optional_string(input, "MessageType").value_or(std::string(kRaw));
  const Bytes& message = *blob_member(input, "Message");
  KT_TRY(const Key* key, require_key(kms, context, operation, string_member(input, "KeyId")));
  KT_TRY_VOID(check_usage(*key, operation, KeyUsage::SignVerify));
  KT_TRY_VOID(check_key_state(operation, *key));
  KT_TRY_VOID(check_algorithm(*key, name));
  const SigningAlgorithm& algorithm = signing_algorithm(name);
  KT_TRY_VOID(check_message_type(*key, algorithm, type));
  if (type == kDigest && message.size() != crypto::size_of(algorithm.hash)) {
    return digest_length_invalid(name);
  }
  const bool must_hash = type == kRaw && !algorithm.hashes_by_itself();
  return ToSign{key, &algorithm, must_hash ? crypto::digest(algorithm.hash, message) : message};
}

}  // namespace

Result<Json> sign(State& kms, Context& context, const Json& input) {
  KT_TRY(const ToSign to_sign, require_to_sign(kms, context, KeyOperation::Sign, input));
  KT_TRY_VOID(check_dry_run(input));
  return Json{{"KeyId", to_sign.key->arn},
              {"Signature",
               blob(crypto::sign(working_material(*to_sign.key).secret, to_sign.algorithm->scheme,
                                 to_sign.algorithm->hash, to_sign.bytes, context.random))},
              {"SigningAlgorithm", to_sign.algorithm->name}};
}

Result<Json> verify(State& kms, Context& context, const Json& input) {
  KT_TRY(const ToSign to_sign, require_to_sign(kms, context, KeyOperation::Verify, input));
  if (!crypto::verify(working_material(*to_sign.key).secret, to_sign.algorithm->scheme,
                      to_sign.algorithm->hash, to_sign.bytes, *blob_member(input, "Signature"))) {
    return invalid_signature();
  }
  KT_TRY_VOID(check_dry_run(input));
  return Json{{"KeyId", to_sign.key->arn},
              {"SignatureValid", true},
              {"SigningAlgorithm", to_sign.algorithm->name}};
}

}  // namespace keytrail::kms
