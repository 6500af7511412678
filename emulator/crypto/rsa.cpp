#include "crypto/rsa.h"

#include <openssl/err.h>
#include <openssl/rsa.h>

#include "crypto/pkey.h"
#include "crypto/reproducible.h"

namespace keytrail::crypto {
namespace {

Pkey rsa_or_nothing(Pkey key) {
  if (key && !EVP_PKEY_is_a(key.get(), "RSA")) key.reset();
  return key;
}

bool use_oaep(EVP_PKEY_CTX* context, Hash hash) {
  return EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_OAEP_PADDING) == 1 &&
         EVP_PKEY_CTX_set_rsa_oaep_md(context, digest_algorithm(hash)) == 1 &&
         EVP_PKEY_CTX_set_rsa_mgf1_md(context, digest_algorithm(hash)) == 1;
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

std::optional<Bytes> oaep_encrypt(View public_key, Hash hash, View plaintext, Random& random) {
  const DrawFrom source(random);
  const Pkey key = rsa_or_nothing(parse_public(public_key, DrawFrom::library()));
  if (!key) return std::nullopt;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(DrawFrom::library(), key.get(), nullptr));
  KT_ASSERT(EVP_PKEY_encrypt_init(context.get()) == 1 && use_oaep(context.get(), hash));
  return transform(EVP_PKEY_encrypt, context.get(), plaintext);
}

std::optional<Bytes> oaep_decrypt(View private_key, Hash hash, View ciphertext) {
  const Pkey key = rsa_or_nothing(parse_private(private_key, nullptr));
  if (!key) return std::nullopt;
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
  KT_ASSERT(EVP_PKEY_decrypt_init(context.get()) == 1 && use_oaep(context.get(), hash));
  return transform(EVP_PKEY_decrypt, context.get(), ciphertext);
}

std::optional<Bytes> rsa_sign(View private_key, Hash hash, View message) {
  const Pkey key = rsa_or_nothing(parse_private(private_key, nullptr));
  if (!key) return std::nullopt;
  const DigestContext context(EVP_MD_CTX_new());
  Bytes signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())));
  std::size_t size = signature.size();
  KT_ASSERT(
      EVP_DigestSignInit(context.get(), nullptr, digest_algorithm(hash), nullptr, key.get()) == 1);
  KT_ASSERT(
      EVP_DigestSign(context.get(), signature.data(), &size, message.data(), message.size()) == 1);
  signature.resize(size);
  return signature;
}

bool rsa_verify(View public_key, Hash hash, View message, View signature) {
  const Pkey key = rsa_or_nothing(parse_public(public_key, nullptr));
  if (!key) return false;
  const DigestContext context(EVP_MD_CTX_new());
  KT_ASSERT(EVP_DigestVerifyInit(context.get(), nullptr, digest_algorithm(hash), nullptr,
                                 key.get()) == 1);
  const bool valid = EVP_DigestVerify(context.get(), signature.data(), signature.size(),
                                      message.data(), message.size()) == 1;
  ERR_clear_error();
  return valid;
}

std::size_t rsa_private_key_size(View private_key) {
  const Pkey key = rsa_or_nothing(parse_private(private_key, nullptr));
  return key ? static_cast<std::size_t>(EVP_PKEY_get_size(key.get())) : 0;
}

std::optional<Bytes> rsa_public_key_pkcs1(View public_key) {
  const Pkey key = rsa_or_nothing(parse_public(public_key, nullptr));
  if (!key) return std::nullopt;
  unsigned char* der = nullptr;
  const int size = i2d_PublicKey(key.get(), &der);
  KT_ASSERT(size > 0);
  Bytes bytes(der, der + size);
  OPENSSL_free(der);
  return bytes;
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
