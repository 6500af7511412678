#include "kms/import_token.h"

namespace keytrail::kms {
namespace {

using crypto::View;

constexpr WrappingAlgorithm kAlgorithms[] = {
    {"RSAES_OAEP_SHA_1", crypto::Hash::Sha1, false},
    {"RSAES_OAEP_SHA_256", crypto::Hash::Sha256, false},
    {"RSA_AES_KEY_WRAP_SHA_1", crypto::Hash::Sha1, true},
    {"RSA_AES_KEY_WRAP_SHA_256", crypto::Hash::Sha256, true},
};

crypto::AesKey sealing_key(const Key& key) {
  KT_ASSERT(key.import_secret.size() == crypto::kAesKeySize);
  return crypto::AesKey(key.import_secret.data(), crypto::kAesKeySize);
}

// What is sealed: the algorithm's row, the instant in milliseconds, the private key.
constexpr std::size_t kTokenHeadSize = 1 + 8;

}  // namespace

const WrappingAlgorithm* find_wrapping_algorithm(std::string_view name) {
  for (const WrappingAlgorithm& algorithm : kAlgorithms) {
    if (algorithm.name == name) return &algorithm;
  }
  return nullptr;
}

bool can_wrap(const WrappingAlgorithm& algorithm, crypto::KeyPairKind wrapping_key, KeySpec spec) {
  const auto pair = key_pair_kind(spec);
  if (algorithm.has_aes_key) return pair.has_value();
  if (!pair) return true;
  if (crypto::is_slow(*pair)) return false;  // RSA keys are longer than a block.
  return !(spec == KeySpec::EccNistP521 && wrapping_key == crypto::KeyPairKind::Rsa2048);
}

Bytes seal_import_token(const Key& key, const ImportToken& token, Random& random) {
  Bytes plain;
  plain.push_back(static_cast<std::uint8_t>(token.algorithm - kAlgorithms));
  const auto valid_to = static_cast<std::uint64_t>(millis_of(token.valid_to));
  for (int shift = 56; shift >= 0; shift -= 8) {
    plain.push_back(static_cast<std::uint8_t>(valid_to >> shift));
  }
  plain.insert(plain.end(), token.private_key.begin(), token.private_key.end());

  const Bytes nonce = random.bytes(crypto::kGcmNonceSize);
  Bytes sealed = nonce;
  crypto::gcm_seal(sealing_key(key), crypto::GcmNonce(nonce.data(), nonce.size()),
                   crypto::view(key.id), plain, sealed);
  return sealed;
}

std::optional<ImportToken> open_import_token(const Key& key, View sealed) {
  if (sealed.size() < crypto::kGcmNonceSize) return std::nullopt;
  const std::optional<Bytes> plain =
      crypto::gcm_open(sealing_key(key), sealed.first<crypto::kGcmNonceSize>(),
                       crypto::view(key.id), sealed.subspan(crypto::kGcmNonceSize));
  if (!plain) return std::nullopt;
  KT_ASSERT(plain->size() > kTokenHeadSize && (*plain)[0] < std::size(kAlgorithms));
  ImportToken token;
  token.algorithm = &kAlgorithms[(*plain)[0]];
  std::uint64_t valid_to = 0;
  for (std::size_t i = 1; i < kTokenHeadSize; ++i) valid_to = valid_to << 8 | (*plain)[i];
  token.valid_to = instant_of(static_cast<std::int64_t>(valid_to));
  token.private_key.assign(plain->begin() + kTokenHeadSize, plain->end());
  return token;
}

std::optional<Bytes> unwrap_material(const ImportToken& token, View wrapped) {
  if (!token.algorithm->has_aes_key) {
    return crypto::oaep_decrypt(token.private_key, token.algorithm->hash, wrapped);
  }
  const std::size_t rsa_size = crypto::rsa_private_key_size(token.private_key);
  if (wrapped.size() <= rsa_size) return std::nullopt;
  const std::optional<Bytes> aes_key =
      crypto::oaep_decrypt(token.private_key, token.algorithm->hash, wrapped.first(rsa_size));
  if (!aes_key || aes_key->size() != crypto::kAesKeySize) return std::nullopt;
  return crypto::aes_unwrap_padded(*aes_key, wrapped.subspan(rsa_size));
}

}  // namespace keytrail::kms
