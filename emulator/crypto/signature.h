// Signatures under the private half of a key pair, of every scheme that KMS signs with.
#pragma once

#include "core/random.h"
#include "crypto/hash.h"

namespace keytrail::crypto {

enum class SignatureScheme {
  RsaPkcs1,   // RSASSA-PKCS1-v1_5.
  RsaPss,     // RSASSA-PSS: MGF1 with the same hash, a salt as long as the hash.
  Ecdsa,      // A DER sequence of r and s; s is whatever it comes to, low or high.
  Ed25519,    // RFC 8032, pure.
  Ed25519ph,  // RFC 8032, prehashed with SHA-512, without context.
};

// `input` is the digest of the message by `hash`, for the two Edwards schemes the message itself;
// they hash by themselves. The key must be one of the scheme's.
Bytes sign(View private_key, SignatureScheme scheme, Hash hash, View input, Random& random);
// Takes the private key too: its public half is what counts. False for anything that is no
// signature.
bool verify(View private_key, SignatureScheme scheme, Hash hash, View input, View signature);

}  // namespace keytrail::crypto
