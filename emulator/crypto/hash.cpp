#include "crypto/hash.h"

#include <openssl/crypto.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include "base/text.h"
#include "crypto/pkey.h"

namespace keytrail::crypto {
namespace {

// Fetched for the life of the process.
const EVP_MD* fetch_digest(const char* name) {
  const EVP_MD* digest = EVP_MD_fetch(nullptr, name, nullptr);
  KT_ASSERT(digest != nullptr);
  return digest;
}

template <std::size_t Size>
std::array<std::uint8_t, Size> digest_of(const EVP_MD* algorithm, View data) {
  thread_local const DigestContext context(EVP_MD_CTX_new());
  std::array<std::uint8_t, Size> result;
  KT_ASSERT(EVP_DigestInit_ex2(context.get(), algorithm, nullptr) == 1);
  KT_ASSERT(EVP_DigestUpdate(context.get(), data.data(), data.size()) == 1);
  KT_ASSERT(EVP_DigestFinal_ex(context.get(), result.data(), nullptr) == 1);
  return result;
}

// An HMAC-SHA-256 context that only wants a key.
MacContext make_hmac_context() {
  EVP_MAC* mac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  KT_ASSERT(mac != nullptr);
  MacContext context(EVP_MAC_CTX_new(mac));
  EVP_MAC_free(mac);
  char name[] = "SHA256";
  const OSSL_PARAM params[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                               OSSL_PARAM_construct_end()};
  KT_ASSERT(EVP_MAC_CTX_set_params(context.get(), params) == 1);
  return context;
}

}  // namespace

const EVP_MD* digest_algorithm(Hash hash) {
  static const EVP_MD* const algorithms[] = {fetch_digest("SHA1"), fetch_digest("SHA224"),
                                             fetch_digest("SHA256"), fetch_digest("SHA384"),
                                             fetch_digest("SHA512")};
  return algorithms[static_cast<std::size_t>(hash)];
}

std::size_t size_of(Hash hash) {
  return static_cast<std::size_t>(EVP_MD_get_size(digest_algorithm(hash)));
}

Bytes digest(Hash hash, View data) {
  Bytes result(size_of(hash));
  KT_ASSERT(EVP_Digest(data.data(), data.size(), result.data(), nullptr, digest_algorithm(hash),
                       nullptr) == 1);
  return result;
}

Bytes hmac(Hash hash, View key, View data) {
  Bytes result(size_of(hash));
  KT_ASSERT(HMAC(digest_algorithm(hash), key.data(), static_cast<int>(key.size()), data.data(),
                 data.size(), result.data(), nullptr) != nullptr);
  return result;
}

std::array<std::uint8_t, 32> sha256(View data) {
  static const EVP_MD* const algorithm = fetch_digest("SHA256");
  return digest_of<32>(algorithm, data);
}

std::array<std::uint8_t, 20> sha1(View data) {
  static const EVP_MD* const algorithm = fetch_digest("SHA1");
  return digest_of<20>(algorithm, data);
}

std::array<std::uint8_t, 16> md5(View data) {
  static const EVP_MD* const algorithm = fetch_digest("MD5");
  return digest_of<16>(algorithm, data);
}

std::string sha256_hex(std::string_view data) { return to_hex(sha256(view(data))); }
std::string sha1_hex(std::string_view data) { return to_hex(sha1(view(data))); }
std::string md5_hex(std::string_view data) { return to_hex(md5(view(data))); }

std::array<std::uint8_t, 16> keyed_digest(View key, View data) {
  static const int ready = sodium_init();
  std::array<std::uint8_t, 16> result;
  KT_ASSERT(ready >= 0 && crypto_generichash(result.data(), result.size(), data.data(), data.size(),
                                             key.data(), key.size()) == 0);
  return result;
}

std::array<std::uint8_t, 32> hmac_sha256(View key, View data) {
  thread_local const MacContext context = make_hmac_context();
  std::array<std::uint8_t, 32> result;
  // A null pointer would mean "the key of the last time".
  const std::uint8_t none = 0;
  const std::uint8_t* const key_bytes = key.empty() ? &none : key.data();
  std::size_t length = 0;
  KT_ASSERT(EVP_MAC_init(context.get(), key_bytes, key.size(), nullptr) == 1);
  KT_ASSERT(EVP_MAC_update(context.get(), data.data(), data.size()) == 1);
  KT_ASSERT(EVP_MAC_final(context.get(), result.data(), &length, result.size()) == 1);
  return result;
}

bool equal_in_constant_time(View a, View b) {
  return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace keytrail::crypto
