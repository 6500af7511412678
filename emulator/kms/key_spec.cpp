#include "kms/key_spec.h"

#include <algorithm>

#include "base/assert.h"

namespace keytrail::kms {
namespace {

using crypto::Hash;
using crypto::KeyPairKind;
using crypto::SignatureScheme;
using Names = std::span<const std::string_view>;

constexpr SigningAlgorithm kSigningAlgorithms[] = {
    {"RSASSA_PKCS1_V1_5_SHA_256", SignatureScheme::RsaPkcs1, Hash::Sha256},
    {"RSASSA_PKCS1_V1_5_SHA_384", SignatureScheme::RsaPkcs1, Hash::Sha384},
    {"RSASSA_PKCS1_V1_5_SHA_512", SignatureScheme::RsaPkcs1, Hash::Sha512},
    {"RSASSA_PSS_SHA_256", SignatureScheme::RsaPss, Hash::Sha256},
    {"RSASSA_PSS_SHA_384", SignatureScheme::RsaPss, Hash::Sha384},
    {"RSASSA_PSS_SHA_512", SignatureScheme::RsaPss, Hash::Sha512},
    {"ECDSA_SHA_256", SignatureScheme::Ecdsa, Hash::Sha256},
    {"ECDSA_SHA_384", SignatureScheme::Ecdsa, Hash::Sha384},
    {"ECDSA_SHA_512", SignatureScheme::Ecdsa, Hash::Sha512},
    {"ED25519_SHA_512", SignatureScheme::Ed25519, Hash::Sha512},
    {"ED25519_PH_SHA_512", SignatureScheme::Ed25519ph, Hash::Sha512},
};

struct MacAlgorithm {
  std::string_view name;
  Hash hash;
};
constexpr MacAlgorithm kMacAlgorithms[] = {
    {"HMAC_SHA_224", Hash::Sha224},
    {"HMAC_SHA_256", Hash::Sha256},
    {"HMAC_SHA_384", Hash::Sha384},
    {"HMAC_SHA_512", Hash::Sha512},
};

constexpr std::string_view kUsageNames[] = {"ENCRYPT_DECRYPT", "SIGN_VERIFY", "GENERATE_VERIFY_MAC",
                                            "KEY_AGREEMENT"};
constexpr std::size_t kUsageCount = std::size(kUsageNames);

constexpr std::string_view kSymmetric[] = {kSymmetricDefault};
constexpr std::string_view kOaep[] = {"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"};
constexpr std::string_view kRsaSignatures[] = {
    "RSASSA_PKCS1_V1_5_SHA_256", "RSASSA_PKCS1_V1_5_SHA_384", "RSASSA_PKCS1_V1_5_SHA_512",
    "RSASSA_PSS_SHA_256",        "RSASSA_PSS_SHA_384",        "RSASSA_PSS_SHA_512"};
constexpr std::string_view kEcdsa256[] = {"ECDSA_SHA_256"};
constexpr std::string_view kEcdsa384[] = {"ECDSA_SHA_384"};
constexpr std::string_view kEcdsa512[] = {"ECDSA_SHA_512"};
constexpr std::string_view kEdwards[] = {"ED25519_SHA_512", "ED25519_PH_SHA_512"};
constexpr std::string_view kAgreement[] = {kEcdh};
constexpr std::string_view kHmac224[] = {"HMAC_SHA_224"};
constexpr std::string_view kHmac256[] = {"HMAC_SHA_256"};
constexpr std::string_view kHmac384[] = {"HMAC_SHA_384"};
constexpr std::string_view kHmac512[] = {"HMAC_SHA_512"};
constexpr Names kNone;

struct SpecRow {
  KeySpec spec;
  std::string_view name;
  std::optional<KeyPairKind> pair;
  std::size_t secret_size;        // Of symmetric material.
  Names algorithms[kUsageCount];  // One list per usage; empty: no such usage.
};

constexpr SpecRow kSpecs[] = {
    // clang-format off
    // The lists: ENCRYPT_DECRYPT, SIGN_VERIFY, GENERATE_VERIFY_MAC, KEY_AGREEMENT.
    {KeySpec::SymmetricDefault,    kSymmetricDefault,       std::nullopt,              32, {kSymmetric, kNone, kNone, kNone}},
    {KeySpec::Rsa2048,             "RSA_2048",              KeyPairKind::Rsa2048,       0, {kOaep, kRsaSignatures, kNone, kNone}},
    {KeySpec::Rsa3072,             "RSA_3072",              KeyPairKind::Rsa3072,       0, {kOaep, kRsaSignatures, kNone, kNone}},
    {KeySpec::Rsa4096,             "RSA_4096",              KeyPairKind::Rsa4096,       0, {kOaep, kRsaSignatures, kNone, kNone}},
    {KeySpec::EccNistP256,         "ECC_NIST_P256",         KeyPairKind::NistP256,      0, {kNone, kEcdsa256, kNone, kAgreement}},
    {KeySpec::EccNistP384,         "ECC_NIST_P384",         KeyPairKind::NistP384,      0, {kNone, kEcdsa384, kNone, kAgreement}},
    {KeySpec::EccNistP521,         "ECC_NIST_P521",         KeyPairKind::NistP521,      0, {kNone, kEcdsa512, kNone, kAgreement}},
    {KeySpec::EccSecgP256k1,       "ECC_SECG_P256K1",       KeyPairKind::SecgP256k1,    0, {kNone, kEcdsa256, kNone, kNone}},
    {KeySpec::EccNistEdwards25519, "ECC_NIST_EDWARDS25519", KeyPairKind::Edwards25519,  0, {kNone, kEdwards, kNone, kNone}},
    {KeySpec::Hmac224,             "HMAC_224",              std::nullopt,              28, {kNone, kNone, kHmac224, kNone}},
    {KeySpec::Hmac256,             "HMAC_256",              std::nullopt,              32, {kNone, kNone, kHmac256, kNone}},
    {KeySpec::Hmac384,             "HMAC_384",              std::nullopt,              48, {kNone, kNone, kHmac384, kNone}},
    {KeySpec::Hmac512,             "HMAC_512",              std::nullopt,              64, {kNone, kNone, kHmac512, kNone}},
    // clang-format on
};

constexpr bool rows_follow_the_enumeration_of_specs() {
  for (std::size_t row = 0; row < std::size(kSpecs); ++row) {
    if (static_cast<std::size_t>(kSpecs[row].spec) != row) return false;
  }
  return std::size(kSpecs) == static_cast<std::size_t>(KeySpec::Hmac512) + 1;
}
static_assert(rows_follow_the_enumeration_of_specs());

const SpecRow& row_of(KeySpec spec) { return kSpecs[static_cast<std::size_t>(spec)]; }

}  // namespace

std::string_view text_of(KeySpec spec) { return row_of(spec).name; }
std::string_view text_of(KeyUsage usage) { return kUsageNames[static_cast<std::size_t>(usage)]; }

std::optional<KeySpec> find_key_spec(std::string_view name) {
  const auto row = std::ranges::find(kSpecs, name, &SpecRow::name);
  if (row == std::end(kSpecs)) return std::nullopt;
  return row->spec;
}

std::optional<KeyUsage> find_key_usage(std::string_view name) {
  const auto found = std::ranges::find(kUsageNames, name);
  if (found == std::end(kUsageNames)) return std::nullopt;
  return static_cast<KeyUsage>(found - std::begin(kUsageNames));
}

std::span<const std::string_view> algorithms_of(KeySpec spec, KeyUsage usage) {
  return row_of(spec).algorithms[static_cast<std::size_t>(usage)];
}

bool is_compatible(KeySpec spec, KeyUsage usage) { return !algorithms_of(spec, usage).empty(); }

std::optional<KeyPairKind> key_pair_kind(KeySpec spec) { return row_of(spec).pair; }
std::size_t secret_size(KeySpec spec) { return row_of(spec).secret_size; }

std::optional<Hash> oaep_hash(std::string_view encryption_algorithm) {
  if (encryption_algorithm == kOaep[0]) return Hash::Sha1;
  if (encryption_algorithm == kOaep[1]) return Hash::Sha256;
  return std::nullopt;
}

std::size_t oaep_plaintext_bytes_max(KeySpec spec, Hash hash) {
  KT_ASSERT(row_of(spec).pair.has_value());
  return crypto::rsa_modulus_size(*row_of(spec).pair) - 2 * crypto::size_of(hash) - 2;
}

bool SigningAlgorithm::hashes_by_itself() const {
  return scheme == SignatureScheme::Ed25519 || scheme == SignatureScheme::Ed25519ph;
}

const SigningAlgorithm& signing_algorithm(std::string_view name) {
  const auto row = std::ranges::find(kSigningAlgorithms, name, &SigningAlgorithm::name);
  KT_ASSERT(row != std::end(kSigningAlgorithms));
  return *row;
}

Hash mac_hash(std::string_view mac_algorithm) {
  const auto row = std::ranges::find(kMacAlgorithms, mac_algorithm, &MacAlgorithm::name);
  KT_ASSERT(row != std::end(kMacAlgorithms));
  return row->hash;
}

}  // namespace keytrail::kms
