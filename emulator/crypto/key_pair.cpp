#include "crypto/key_pair.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/rsa.h>

#include "crypto/pkey.h"
#include "crypto/reproducible.h"

namespace keytrail::crypto {
namespace {

// RSA keys differ by their bits, EC keys by their group.
struct KindRow {
  KeyPairKind kind;
  const char* algorithm;
  int bits;
  std::string_view group;
};

constexpr KindRow kKinds[] = {
    {KeyPairKind::Rsa2048, "RSA", 2048, ""},
    {KeyPairKind::Rsa3072, "RSA", 3072, ""},
    {KeyPairKind::Rsa4096, "RSA", 4096, ""},
    {KeyPairKind::NistP256, "EC", 256, "prime256v1"},
    {KeyPairKind::NistP384, "EC", 384, "secp384r1"},
    {KeyPairKind::NistP521, "EC", 521, "secp521r1"},
    {KeyPairKind::SecgP256k1, "EC", 256, "secp256k1"},
    {KeyPairKind::Edwards25519, "ED25519", 256, ""},
};

const KindRow& row_of(KeyPairKind kind) {
  const KindRow& row = kKinds[static_cast<std::size_t>(kind)];
  KT_ASSERT(row.kind == kind);
  return row;
}

std::string text_parameter(const EVP_PKEY* key, const char* name) {
  char text[64];
  std::size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, name, text, sizeof text, &size) == 1
             ? std::string(text, size)
             : std::string();
}

std::optional<KeyPairKind> kind_of(const EVP_PKEY* key) {
  const bool is_ec = EVP_PKEY_is_a(key, "EC") == 1;
  if (is_ec && text_parameter(key, OSSL_PKEY_PARAM_EC_ENCODING) != OSSL_PKEY_EC_ENCODING_GROUP) {
    return std::nullopt;
  }
  const std::string group = is_ec ? text_parameter(key, OSSL_PKEY_PARAM_GROUP_NAME) : "";
  for (const KindRow& row : kKinds) {
    if (EVP_PKEY_is_a(key, row.algorithm) == 1 && EVP_PKEY_get_bits(key) == row.bits &&
        group == row.group) {
      return row.kind;
    }
  }
  return std::nullopt;
}

bool halves_belong_together(EVP_PKEY* key) {
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  const bool holds = EVP_PKEY_pairwise_check(context.get()) == 1;
  ERR_clear_error();
  return holds;
}

}  // namespace

bool is_slow(KeyPairKind kind) { return kind <= KeyPairKind::Rsa4096; }

std::size_t rsa_modulus_size(KeyPairKind kind) {
  KT_ASSERT(is_slow(kind));
  return static_cast<std::size_t>(row_of(kind).bits) / 8;
}

KeyPair generate_key_pair(Random& random, KeyPairKind kind) {
  const KindRow& row = row_of(kind);
  const DrawFrom source(random);
  const PkeyContext context(
      EVP_PKEY_CTX_new_from_name(DrawFrom::library(), row.algorithm, nullptr));
  KT_ASSERT(EVP_PKEY_keygen_init(context.get()) == 1);
  if (EVP_PKEY_CTX_is_a(context.get(), "RSA")) {
    KT_ASSERT(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), row.bits) == 1);
  } else if (!row.group.empty()) {
    KT_ASSERT(EVP_PKEY_CTX_set_group_name(context.get(), row.group.data()) == 1);
  }
  EVP_PKEY* made = nullptr;
  KT_ASSERT(EVP_PKEY_generate(context.get(), &made) == 1);
  const Pkey key(made);
  return {public_der(key.get()), private_der(key.get())};
}

std::optional<KeyPairKind> kind_of_private_key(View private_key) {
  const Pkey key = parse_private(private_key, nullptr);
  if (!key) return std::nullopt;
  const std::optional<KeyPairKind> kind = kind_of(key.get());
  if (!kind || !halves_belong_together(key.get())) return std::nullopt;
  return kind;
}

std::optional<KeyPairKind> kind_of_public_key(View public_key) {
  const Pkey key = parse_public(public_key, nullptr);
  return key ? kind_of(key.get()) : std::nullopt;
}

Bytes public_key_of(View private_key) {
  Pkey key = parse_private(private_key, nullptr);
  KT_ASSERT(key != nullptr);
  if (EVP_PKEY_is_a(key.get(), "EC")) {
    key.reset(EVP_PKEY_dup(key.get()));
    KT_ASSERT(EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT,
                                             OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED) ==
              1);
  }
  return public_der(key.get());
}

std::optional<Bytes> derive_shared_secret(View private_key, View public_key) {
  const Pkey own = parse_private(private_key, nullptr);
  const Pkey peer = parse_public(public_key, nullptr);
  if (!own || !peer || !EVP_PKEY_is_a(own.get(), "EC")) return std::nullopt;
  if (!kind_of(own.get()) || kind_of(own.get()) != kind_of(peer.get())) return std::nullopt;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
  std::optional<Bytes> secret;
  std::size_t size = 0;
  // Setting the peer checks that its point lies on the curve.
  if (EVP_PKEY_derive_init(context.get()) == 1 &&
      EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
      EVP_PKEY_derive(context.get(), nullptr, &size) == 1) {
    secret.emplace(size);
    KT_ASSERT(EVP_PKEY_derive(context.get(), secret->data(), &size) == 1 && size == secret->size());
  }
  ERR_clear_error();
  return secret;
}

}  // namespace keytrail::crypto
