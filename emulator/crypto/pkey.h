// Keys of OpenSSL and their DER form. Nobody outside this folder includes it.
#pragma once

#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace keytrail::crypto {

// Of SubjectPublicKeyInfo; null when it is none or bytes follow it. What OpenSSL complains of is
// not kept, here and below: nobody wants to see it with a later error.
//
// Decoding a key costs ten times what signing with it does, so the last decoded keys are kept and
// handed out again: whoever changes one duplicates it first.
Pkey parse_public(View der, OSSL_LIB_CTX* library);
// The same for PKCS#8 PrivateKeyInfo.
Pkey parse_private(View der, OSSL_LIB_CTX* library);

Bytes public_der(const EVP_PKEY* key);
Bytes private_der(const EVP_PKEY* key);

const EVP_MD* digest_algorithm(Hash hash);

}  // namespace keytrail::crypto
