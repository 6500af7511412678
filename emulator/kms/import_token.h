// Importing material: the caller wraps it under a public key of ours and hands it back together
// with a token. The token holds the private key itself, sealed under the KMS key's import secret:
// nothing need be remembered, it survives a restart, and another key's token does not open.
#pragma once

#include "core/context.h"
#include "crypto/aead.h"
#include "crypto/rsa.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::chrono::hours kImportTokenLifetime{24};

struct WrappingAlgorithm {
  std::string_view name;
  crypto::OaepHash hash;
  bool has_aes_key;  // RSA wraps an AES key, and that wraps the material (RFC 5649).
};

// Null for those that KMS no longer takes, or takes in China alone.
const WrappingAlgorithm* find_wrapping_algorithm(std::string_view name);
// 0 for a spec that is not RSA.
int bits_of_wrapping_spec(std::string_view spec);

struct ImportToken {
  const WrappingAlgorithm* algorithm = nullptr;
  Instant valid_to;
  Bytes private_key;
};

Bytes seal_import_token(const Key& key, const ImportToken& token, Random& random);
std::optional<ImportToken> open_import_token(const Key& key, crypto::View sealed);

// The material that was wrapped as the token's algorithm says.
std::optional<Bytes> unwrap_material(const ImportToken& token, crypto::View wrapped);

}  // namespace keytrail::kms
