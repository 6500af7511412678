#include "crypto/signature.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <sodium.h>

#include "crypto/drbg.h"
#include "crypto/pkey.h"
#include "crypto/reproducible.h"

namespace keytrail::crypto {
namespace {

// OpenSSL 3.0 signs no prehashed Ed25519; libsodium does, from the seed that the PKCS#8 key is.
class PrehashedKey {
 public:
  explicit PrehashedKey(View private_key) {
    static const int ready = sodium_init();
    KT_ASSERT(ready >= 0);
    const Pkey key = parse_private(private_key, nullptr);
    std::uint8_t seed[crypto_sign_SEEDBYTES];
    std::size_t size = sizeof seed;
    KT_ASSERT(key && EVP_PKEY_get_raw_private_key(key.get(), seed, &size) == 1 &&
              size == sizeof seed);
    KT_ASSERT(crypto_sign_seed_keypair(public_, secret_, seed) == 0);
  }

  Bytes sign(View message) const {
    Bytes signature(crypto_sign_BYTES);
    crypto_sign_state state = hashed(message);
    KT_ASSERT(crypto_sign_final_create(&state, signature.data(), nullptr, secret_) == 0);
    return signature;
  }

  bool verify(View message, View signature) const {
    if (signature.size() != crypto_sign_BYTES) return false;
    crypto_sign_state state = hashed(message);
    return crypto_sign_final_verify(&state, signature.data(), public_) == 0;
  }

 private:
  static crypto_sign_state hashed(View message) {
    crypto_sign_state state;
    KT_ASSERT(crypto_sign_init(&state) == 0);
    KT_ASSERT(crypto_sign_update(&state, message.data(), message.size()) == 0);
    return state;
  }

  std::uint8_t public_[crypto_sign_PUBLICKEYBYTES];
  std::uint8_t secret_[crypto_sign_SECRETKEYBYTES];
};

void choose_scheme(EVP_PKEY_CTX* context, SignatureScheme scheme, Hash hash) {
  KT_ASSERT(EVP_PKEY_CTX_set_signature_md(context, digest_algorithm(hash)) == 1);
  if (scheme == SignatureScheme::RsaPkcs1) {
    KT_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PADDING) == 1);
  }
  if (scheme == SignatureScheme::RsaPss) {
    KT_ASSERT(EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1 &&
              EVP_PKEY_CTX_set_rsa_pss_saltlen(context, RSA_PSS_SALTLEN_DIGEST) == 1);
  }
}

}  // namespace

Bytes sign(View private_key, SignatureScheme scheme, Hash hash, View input, Random& random) {
  if (scheme == SignatureScheme::Ed25519ph) return PrehashedKey(private_key).sign(input);
  // How much OpenSSL draws depends on what it did with the key before (RSA blinding), so it draws
  // from a generator of its own: what is drawn from `random` is always the same.
  const Bytes seed = random.bytes(32);
  CommandRandom own(std::span<const std::uint8_t, 32>(seed), 0);
  const DrawFrom source(own);
  const Pkey key = parse_private(private_key, DrawFrom::library());
  KT_ASSERT(key != nullptr);
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  std::size_t size = signature.size();
  if (scheme == SignatureScheme::Ed25519) {
    const DigestContext context(EVP_MD_CTX_new());
    KT_ASSERT(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    KT_ASSERT(EVP_DigestSign(context.get(), signature.data(), &size, input.data(), input.size()) ==
              1);
  } else {
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(DrawFrom::library(), key.get(), nullptr));
    KT_ASSERT(EVP_PKEY_sign_init(context.get()) == 1);
    choose_scheme(context.get(), scheme, hash);
    KT_ASSERT(EVP_PKEY_sign(context.get(), signature.data(), &size, input.data(), input.size()) ==
              1);
  }
  signature.resize(size);
  return signature;
}

bool verify(View private_key, SignatureScheme scheme, Hash hash, View input, View signature) {
  if (scheme == SignatureScheme::Ed25519ph) {
    return PrehashedKey(private_key).verify(input, signature);
  }
  const Pkey key = parse_private(private_key, nullptr);
  KT_ASSERT(key != nullptr);
  bool is_valid = false;
  if (scheme == SignatureScheme::Ed25519) {
    const DigestContext context(EVP_MD_CTX_new());
    KT_ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, key.get()) == 1);
    is_valid = EVP_DigestVerify(context.get(), signature.data(), signature.size(), input.data(),
                                input.size()) == 1;
  } else {
    const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    KT_ASSERT(EVP_PKEY_verify_init(context.get()) == 1);
    choose_scheme(context.get(), scheme, hash);
    is_valid = EVP_PKEY_verify(context.get(), signature.data(), signature.size(), input.data(),
                               input.size()) == 1;
  }
  ERR_clear_error();
  return is_valid;
}

}  // namespace keytrail::crypto
