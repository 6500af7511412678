// A Random is the only source of chance. Each command gets its own generator, derived from the
// seed and the command's number, so the same seed and the same commands give the same bytes, and
// no restart repeats an id or a nonce.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace keytrail {

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> bytes) = 0;

  std::vector<std::uint8_t> bytes(std::size_t count);
  std::uint64_t number();
  // A version 4 UUID in lower case.
  std::string uuid();
  // `count` lower-case hex digits.
  std::string hex_digits(std::size_t count);
  // `count` characters of `alphabet`, evenly distributed.
  std::string text(std::size_t count, std::string_view alphabet);
};

inline constexpr std::string_view kAlphanumeric =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
inline constexpr std::string_view kUpperAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

}  // namespace keytrail
