// Key pairs of every kind that KMS makes, takes in and hands out. Keys travel as DER: public ones
// as SubjectPublicKeyInfo, private ones as PKCS#8 PrivateKeyInfo (RFC 5958).
//
// What draws chance (making a key, padding, signing) draws it from the Random it is given, so that
// a seed repeats it (with the same release of OpenSSL).
#pragma once

#include <optional>

#include "base/json.h"
#include "core/random.h"
#include "crypto/hash.h"

namespace keytrail::crypto {

enum class KeyPairKind {
  Rsa2048,
  Rsa3072,
  Rsa4096,
  NistP256,
  NistP384,
  NistP521,
  SecgP256k1,
  Edwards25519,
};

// In bytes, of the RSA kinds.
std::size_t rsa_modulus_size(KeyPairKind kind);

struct KeyPair {
  Bytes public_key;
  Bytes private_key;
};

// RSA takes 0.1 to 2 seconds, the others less than a millisecond.
bool is_slow(KeyPairKind kind);
KeyPair generate_key_pair(Random& random, KeyPairKind kind);

// Nothing when the DER is no key of these kinds, is damaged, or its halves do not belong together.
// RSA takes some milliseconds.
std::optional<KeyPairKind> kind_of_private_key(View private_key);
// Only named curves: parameters written out are refused.
std::optional<KeyPairKind> kind_of_public_key(View public_key);

// A point is always written uncompressed. The key must have a kind.
Bytes public_key_of(View private_key);

// ECDH: the x coordinate, with its leading zeros. Nothing unless both keys are of one curve.
std::optional<Bytes> derive_shared_secret(View private_key, View public_key);

}  // namespace keytrail::crypto
