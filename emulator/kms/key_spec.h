// What kinds of KMS keys there are, as data: one row per key spec with its usages, the algorithms
// of each usage, and what its material is (KMS guide, "Key spec reference").
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "crypto/key_pair.h"
#include "crypto/signature.h"

namespace keytrail::kms {

// Stored as numbers: append only.
enum class KeySpec : int {
  SymmetricDefault,
  Rsa2048,
  Rsa3072,
  Rsa4096,
  EccNistP256,
  EccNistP384,
  EccNistP521,
  EccSecgP256k1,
  EccNistEdwards25519,
  Hmac224,
  Hmac256,
  Hmac384,
  Hmac512,
};
enum class KeyUsage : int { EncryptDecrypt, SignVerify, GenerateVerifyMac, KeyAgreement };

inline constexpr const char* kSymmetricDefault = "SYMMETRIC_DEFAULT";
inline constexpr const char* kEcdh = "ECDH";

std::string_view text_of(KeySpec spec);
std::string_view text_of(KeyUsage usage);

// Nothing for specs that are not here: SM2, which AWS has in China alone, and ML-DSA, which needs
// a newer OpenSSL.
std::optional<KeySpec> find_key_spec(std::string_view name);
std::optional<KeyUsage> find_key_usage(std::string_view name);

// In the order in which DescribeKey lists them; empty when the spec has no such usage.
std::span<const std::string_view> algorithms_of(KeySpec spec, KeyUsage usage);
bool is_compatible(KeySpec spec, KeyUsage usage);

// The key pair that keys of an asymmetric spec are; nothing for the symmetric ones.
std::optional<crypto::KeyPairKind> key_pair_kind(KeySpec spec);
// The bytes of a symmetric spec's secret.
std::size_t secret_size(KeySpec spec);

// The hash of an RSAES_OAEP algorithm; nothing for SYMMETRIC_DEFAULT.
std::optional<crypto::Hash> oaep_hash(std::string_view encryption_algorithm);
// What fits into one block of it: the modulus less two hashes and two bytes (RFC 8017, 7.1.1).
std::size_t oaep_plaintext_bytes_max(KeySpec spec, crypto::Hash hash);

struct SigningAlgorithm {
  std::string_view name;
  crypto::SignatureScheme scheme;
  crypto::Hash hash;

  // An Edwards curve hashes by itself: then each algorithm takes one MessageType alone.
  bool hashes_by_itself() const;
};
// The name must be one of those that some spec lists; so for the next.
const SigningAlgorithm& signing_algorithm(std::string_view name);
crypto::Hash mac_hash(std::string_view mac_algorithm);

}  // namespace keytrail::kms
