// AES-256-GCM: what it seals cannot be read without the key nor changed without notice.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "base/json.h"
#include "crypto/hash.h"

namespace keytrail::crypto {

inline constexpr std::size_t kAesKeySize = 32;
inline constexpr std::size_t kGcmNonceSize = 12;
inline constexpr std::size_t kGcmTagSize = 16;

using AesKey = std::span<const std::uint8_t, kAesKeySize>;
using GcmNonce = std::span<const std::uint8_t, kGcmNonceSize>;

// Appends ciphertext and tag to `out`. A nonce must never come twice under one key. `associated`
// is authenticated and not stored; it may not lie inside `out`.
void gcm_seal(AesKey key, GcmNonce nonce, View associated, View plaintext, Bytes& out);
// `sealed` is ciphertext and tag. Nothing unless every bit of it and of `associated` is as it was.
std::optional<Bytes> gcm_open(AesKey key, GcmNonce nonce, View associated, View sealed);

}  // namespace keytrail::crypto
