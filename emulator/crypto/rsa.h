// What only RSA keys do: OAEP, PKCS#1 v1.5 signatures of whole messages, and the AES key wrap that
// goes with RSA when material is wrapped. For the form of keys and for chance see key_pair.h.
#pragma once

#include <optional>

#include "base/json.h"
#include "core/random.h"
#include "crypto/hash.h"

namespace keytrail::crypto {

// RSAES-OAEP; the hash is also that of its MGF1, the label is empty. Nothing when the key is no RSA
// key or the text does not fit.
std::optional<Bytes> oaep_encrypt(View public_key, Hash hash, View plaintext, Random& random);
std::optional<Bytes> oaep_decrypt(View private_key, Hash hash, View ciphertext);

// RSASSA-PKCS1-v1_5. The digest is what SNS calls SignatureVersion 1 (SHA-1) and 2 (SHA-256).
std::optional<Bytes> rsa_sign(View private_key, Hash hash, View message);
bool rsa_verify(View public_key, Hash hash, View message, View signature);

// The bytes of an RSA private key's modulus; 0 when it is no such key.
std::size_t rsa_private_key_size(View private_key);

// The key as PKCS#1 RSAPublicKey: the modulus and the exponent, without saying that it is RSA.
// Nothing when it is no RSA key.
std::optional<Bytes> rsa_public_key_pkcs1(View public_key);

// RFC 5649, AES key wrap with padding. The key has 16, 24 or 32 bytes; KMS asks for 32. Nothing
// when it has not, or when the wrapped bytes are not what wrapping under it gave.
std::optional<Bytes> aes_wrap_padded(View key, View material);
std::optional<Bytes> aes_unwrap_padded(View key, View wrapped);

}  // namespace keytrail::crypto
