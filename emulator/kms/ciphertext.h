// The ciphertext blob of symmetric keys. AWS does not publish its layout; clients may not look
// inside. Ours names the key and the material, so that Decrypt needs no KeyId:
//
//   1   version: 1, or 0x81 for a multi-Region key
//   16  key id, the digits of its UUID, or those after "mrk-"
//   32  id of the key material
//   12  nonce
//   n   AES-256-GCM ciphertext, as long as the plaintext
//   16  tag
//
// The tag authenticates all of it and the encryption context, which is not stored. 77 bytes more
// than the plaintext.
#pragma once

#include <optional>

#include "core/random.h"
#include "crypto/hash.h"
#include "kms/state.h"

namespace keytrail::kms {

// `context`: the EncryptionContext member, or null. An empty one equals none; order is nothing.
Bytes seal_ciphertext(const Key& key, const KeyMaterial& material, const Json* context,
                      crypto::View plaintext, Random& random);

// A blob taken apart and not yet believed. Its views point into the blob.
struct Ciphertext {
  std::string key_id;
  std::string material_id;
  crypto::View header;  // All up to the ciphertext proper, the nonce at its end.
  crypto::View sealed;
};

std::optional<Ciphertext> parse_ciphertext(crypto::View blob);
// Nothing unless blob and context are what they were when it was sealed.
std::optional<Bytes> open_ciphertext(const KeyMaterial& material, const Json* context,
                                     const Ciphertext& ciphertext);

}  // namespace keytrail::kms
