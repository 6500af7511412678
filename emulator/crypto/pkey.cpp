#include "crypto/pkey.h"

#include <openssl/err.h>
#include <openssl/x509.h>

namespace keytrail::crypto {
namespace {

using PrivateKeyInfo = std::unique_ptr<PKCS8_PRIV_KEY_INFO, Freer<PKCS8_PRIV_KEY_INFO_free>>;

Bytes to_bytes(unsigned char* der, int size) {
  KT_ASSERT(size > 0);
  Bytes result(der, der + size);
  OPENSSL_clear_free(der, static_cast<std::size_t>(size));
  return result;
}

}  // namespace

Pkey parse_public(View der, OSSL_LIB_CTX* library) {
  const unsigned char* data = der.data();
  Pkey key(d2i_PUBKEY_ex(nullptr, &data, static_cast<long>(der.size()), library, nullptr));
  if (data != der.data() + der.size()) key.reset();
  ERR_clear_error();
  return key;
}

Pkey parse_private(View der, OSSL_LIB_CTX* library) {
  const unsigned char* data = der.data();
  const PrivateKeyInfo info(d2i_PKCS8_PRIV_KEY_INFO(nullptr, &data, static_cast<long>(der.size())));
  Pkey key;
  if (info && data == der.data() + der.size()) {
    key.reset(EVP_PKCS82PKEY_ex(info.get(), library, nullptr));
  }
  ERR_clear_error();
  return key;
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
