// Importing material: the caller wraps it under a public key of ours and hands it back together
// with a token. The token holds the private key itself, sealed under the KMS key's import secret:
// nothing need be remembered, it survives a restart, and another key's token does not open.
#pragma once

#include "core/context.h"
#include "crypto/aead.h"
#include "crypto/key_pair.h"
#include "crypto/rsa.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::chrono::hours kImportTokenLifetime{24};

struct WrappingAlgorithm {
  std::string_view name;
  crypto::Hash hash;
  bool has_aes_key;  // RSA wraps an AES key, and that wraps the material (RFC 5649).
};

// Whether the two can wrap material of such keys (KMS API reference, GetParametersForImport).
bool can_wrap(const WrappingAlgorithm& algorithm, crypto::KeyPairKind wrapping_key, KeySpec spec);

// Null for those that KMS no longer takes, or takes in China alone.
const WrappingAlgorithm* find_wrapping_algorithm(std::string_view name);

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
