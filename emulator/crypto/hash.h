// Digests and HMAC. The algorithms are fetched once and the contexts are kept per thread:
// fetching costs more than hashing a short text.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/json.h"

namespace keytrail::crypto {

using View = std::span<const std::uint8_t>;

// The bytes of a text, without a copy.
inline View view(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

// For those who are told which one by a table; a single algorithm has its own function below.
enum class Hash { Sha1, Sha224, Sha256, Sha384, Sha512 };
std::size_t size_of(Hash hash);
Bytes digest(Hash hash, View data);
Bytes hmac(Hash hash, View key, View data);

std::array<std::uint8_t, 32> sha256(View data);
std::array<std::uint8_t, 20> sha1(View data);
std::array<std::uint8_t, 16> md5(View data);

// The same in lower-case hex.
std::string sha256_hex(std::string_view data);
std::string sha1_hex(std::string_view data);
std::string md5_hex(std::string_view data);

std::array<std::uint8_t, 32> hmac_sha256(View key, View data);
// BLAKE2b with a key: for what only this process compares, at a fifth of an HMAC's cost.
std::array<std::uint8_t, 16> keyed_digest(View key, View data);

// Takes the same time wherever the two differ.
bool equal_in_constant_time(View a, View b);

}  // namespace keytrail::crypto
