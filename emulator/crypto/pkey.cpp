#include "crypto/pkey.h"

#include <openssl/err.h>
#include <openssl/x509.h>

#include <map>
#include <mutex>

namespace keytrail::crypto {
namespace {

using PrivateKeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freer<PKCS8_PRIV_KEY_INFO_free>>;

Bytes to_bytes(unsigned char* der, int size) {
  KT_ASSERT(size > 0);
  Bytes result(der, der + size);
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return result;
}

Pkey decode_public(View der, OSSL_LIB_CTX* library) {
  const unsigned char* data = der.data();
  Pkey key(d2i_PUBKEY_ex(nullptr, &data, static_cast<long>(der.size()), library, nullptr));
  if (data != der.data() + der.size()) key.reset();
  ERR_clear_error();
  return key;
}

Pkey decode_private(View der, OSSL_LIB_CTX* library) {
  const unsigned char* data = der.data();
  const PrivateKeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &data, static_cast<long>(der.size())));
  Pkey key;
  if (info && data == der.data() + der.size()) {
    key.reset(EVP_PKCS82PKEY_ex(info.get(), library, nullptr));
  }
  ERR_clear_error();
  return key;
}

// Found by the hash of their DER. When there are too many, all go and those in use come back.
class DecodedKeys {
 public:
  using Decode = Pkey (*)(View der, OSSL_LIB_CTX* library);
  explicit DecodedKeys(Decode decode) : decode_(decode) {}

  Pkey get(View der, OSSL_LIB_CTX* library) {
    const std::lock_guard lock(mutex_);
    const Name name(library, sha256(der));
    auto found = keys_.find(name);
    if (found == keys_.end()) {
      Pkey key = decode_(der, library);
      if (!key) return key;
      if (keys_.size() == kKeysMax) keys_.clear();
      found = keys_.emplace(name, std::move(key)).first;
    }
    KT_ASSERT(EVP_PKEY_up_ref(found->second.get()) == 1);
    return Pkey(found->second.get());
  }

 private:
  static constexpr std::size_t kKeysMax = 256;
  using Name = std::pair<OSSL_LIB_CTX*, std::array<std::uint8_t, 32>>;

  const Decode decode_;
  std::mutex mutex_;
  std::map<Name, Pkey> keys_;
};

}  // namespace

Pkey parse_public(View der, OSSL_LIB_CTX* library) {
  static DecodedKeys keys(decode_public);
  return keys.get(der, library);
}

Pkey parse_private(View der, OSSL_LIB_CTX* library) {
  static DecodedKeys keys(decode_private);
  return keys.get(der, library);
}

Bytes public_der(const EVP_PKEY* key) {
  unsigned char* der = nullptr;
  const int size = i2d_PUBKEY(key, &der);
  return to_bytes(der, size);
}

Bytes private_der(const EVP_PKEY* key) {
  const PrivateKeyInfo info(EVP_PKEY2PKCS8(key));
  KT_ASSERT(info != nullptr);
  unsigned char* der = nullptr;
  const int size = i2d_PKCS8_PRIV_KEY_INFO(info.get(), &der);
  return to_bytes(der, size);
}

}  // namespace keytrail::crypto
