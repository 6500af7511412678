#include "crypto/rsa.h"

#include <openssl/err.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include "crypto/openssl.h"
#include "crypto/reproducible.h"

namespace keytrail::crypto {
namespace {

Bytes to_bytes(unsigned char* der, int size) {
  KT_ASSERT(size > 0);
  Bytes result(der, der + size);
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return result;
}

Bytes public_der(const EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  return to_bytes(der, size);
}

Bytes private_der(const EVP_PKEY* key) {
  const std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freer<PKCS8_PRIV_KEY_INFO_free>> info(
      EVP_PKEY2PKCS8(key));
  KT_ASSERT(info != nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  return to_bytes(der, size);
}

// A key that is no key leaves an error behind that nobody wants to see later.
Pkey rsa_or_nothing(EVP_PKEY* key) {
  Pkey result(key);
  ERR_clear_error();
  if (result && !EVP_PKEY_is_a(result.get(), "RSA")) result.reset();
  return result;
}

Pkey parse_public(View der, OSSL_LIB_CTX* library) {
  const unsigned char* data = der.data();
  return rsa_or_nothing(
      d2i_PUBKEY_ex(nullptr, &data, static_cast<long>(der.size()), library, nullptr));
}

Pkey parse_private(View der) {
  const unsigned char* data = der.data();
  return rsa_or_nothing(d2i_AutoPrivateKey(nullptr, &data, static_cast<long>(der.size())));
}

const EVP_MD* digest_of(OaepHash hash) {
  return hash == OaepHash::Sha1 ? EVP_sha1() : EVP_sha256();
}

const EVP_MD* digest_of(SignatureHash hash) {
  return hash == SignatureHash::Sha1 ? EVP_sha1() : EVP_sha256();
}

bool use_oaep(EVP_PKEY_CTX* context, OaepHash hash) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_of(hash)) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_of(hash)) == 1;
}

// EVP_PKEY_encrypt and EVP_PKEY_decrypt: ask for the size, then do it.
template <class Transform>
std::optional<Bytes> transform(Transform apply, EVP_PKEY_CTX* context, View input) {
  std::size_t size = 0;
  std::optional<Bytes> result;
  if (apply(context, nullptr, &size, input.data(), input.size()) == 1) {
    result.emplace(size);
    if (apply(context, result->data(), &size, input.data(), input.size()) == 1) {
      result->resize(size);
    } else {
      result.reset();
    }
  }
  ERR_clear_error();
  return result;
}

std::optional<Bytes> wrap_or_unwrap(View key, View input, bool wrap) {
  const char* const name = key.size() == 16   ? "AES-128-WRAP-PAD"
                           : key.size() == 24 ? "AES-192-WRAP-PAD"
                           : key.size() == 32 ? "AES-256-WRAP-PAD"
                                              : nullptr;
  if (name == nullptr) return std::nullopt;
  const Cipher cipher(EVP_CIPHER_fetch(nullptr, name, nullptr));
  const CipherContext context(EVP_CIPHER_CTX_new());
  EVP_CIPHER_CTX_set_flags(context.get(), EVP_CIPHER_CTX_FLAG_WRAP_ALLOW);
  KT_ASSERT(EVP_CipherInit_ex2(context.get(), cipher.get(), key.data(), nullptr, wrap, nullptr) ==
            1);
  Bytes result(input.size() + 16);
  int size = 0;
  const bool done = EVP_CipherUpdate(context.get(), result.data(), &size, input.data(),
                                     static_cast<int>(input.size())) == 1;
  ERR_clear_error();
  if (!done || size <= 0) return std::nullopt;
  result.resize(static_cast<std::size_t>(size));
  return result;
}

}  // namespace

RsaKeyPair generate_rsa(Random& random, int bits) {
  const DrawFrom source(random);
  const PkeyContext context(EVP_PKEY_CTX_new_from_name(DrawFrom::library(), "RSA", nullptr));
  EVP_PKEY* made = nullptr;
  KT_ASSERT(EVP_PKEY_keygen_init(context.get()) == 1);
  KT_ASSERT(EVP_PKEY_CTX_set_rsa_keygen_bits(context.get(), bits) == 1);
  KT_ASSERT(EVP_PKEY_generate(context.get(), &made) == 1);
  const Pkey key(made);
  return {public_der(key.get()), private_der(key.get())};
}

std::optional<Bytes> oaep_encrypt(View public_key, OaepHash hash, View plaintext, Random& random) {
  const DrawFrom source(random);
  const Pkey key = parse_public(public_key, DrawFrom::library());
  if (!key) return std::nullopt;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(DrawFrom::library(), key.get(), nullptr));
  KT_ASSERT(EVP_PKEY_encrypt_init(context.get()) == 1 && use_oaep(context.get(), hash));
  return transform(EVP_PKEY_encrypt, context.get(), plaintext);
}

std::optional<Bytes> oaep_decrypt(View private_key, OaepHash hash, View ciphertext) {
  const Pkey key = parse_private(private_key);
  if (!key) return std::nullopt;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  KT_ASSERT(EVP_PKEY_decrypt_init(context.get()) == 1 && use_oaep(context.get(), hash));
  return transform(EVP_PKEY_decrypt, context.get(), ciphertext);
}

std::optional<Bytes> rsa_sign(View private_key, SignatureHash hash, View message) {
  const Pkey key = parse_private(private_key);
  if (!key) return std::nullopt;
  const DigestContext context(EVP_MD_CTX_new());
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  std::size_t size = signature.size();
  KT_ASSERT(EVP_DigestSignInit(context.get(), nullptr, digest_of(hash), nullptr, key.get()) == 1);
  KT_ASSERT(
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
  signature.resize(size);
  return signature;
}

bool rsa_verify(View public_key, SignatureHash hash, View message, View signature) {
  const Pkey key = parse_public(public_key, nullptr);
  if (!key) return false;
  const DigestContext context(EVP_MD_CTX_new());
  KT_ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, digest_of(hash), nullptr, key.get()) == 1);
  const bool valid = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                      message.data(), message.size()) == 1;
  ERR_clear_error();
  return valid;
}

std::size_t rsa_private_key_size(View private_key) {
  const Pkey key = parse_private(private_key);
  return key ? static_cast<std::size_t>(EVP_PKEY_get_size(key.get())) : 0;
}

std::optional<Bytes> aes_wrap_padded(View key, View material) {
  return wrap_or_unwrap(key, material, true);
}

std::optional<Bytes> aes_unwrap_padded(View key, View wrapped) {
  // The shortest is one block: eight bytes of check value and eight of material.
  if (wrapped.size() < 16 || wrapped.size() % 8 != 0) return std::nullopt;
  return wrap_or_unwrap(key, wrapped, false);
}

}  // namespace keytrail::crypto
