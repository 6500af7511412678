#include "core/random.h"

#include "base/text.h"

namespace keytrail {

std::vector<std::uint8_t> Random::bytes(std::size_t count) {
  std::vector<std::uint8_t> result(count);
  fill(result);
  return result;
}

std::uint64_t Random::number() {
  std::uint8_t raw[8];
  fill(raw);
  std::uint64_t value = 0;
  for (const std::uint8_t byte : raw) value = value << 8 | byte;
  return value;
}

std::string Random::uuid() {
  std::uint8_t raw[16];
  fill(raw);
  raw[6] = static_cast<std::uint8_t>((raw[6] & 0x0F) | 0x40);
  raw[8] = static_cast<std::uint8_t>((raw[8] & 0x3F) | 0x80);
  const std::string hex = to_hex(raw);
  std::string text;
  text.reserve(36);
  text.append(hex, 0, 8) += '-';
  for (const std::size_t at : {8u, 12u, 16u}) text.append(hex, at, 4) += '-';
  return text.append(hex, 20);
}

std::string Random::hex_digits(std::size_t count) {
  std::string hex = to_hex(bytes((count + 1) / 2));
  hex.resize(count);
  return hex;
}

std::string Random::text(std::size_t count, std::string_view alphabet) {
  // Bytes beyond the last whole multiple of the alphabet are drawn again, so all are as likely.
  const unsigned limit = 256 - 256 % static_cast<unsigned>(alphabet.size());
  std::string result;
  while (result.size() < count) {
    for (const std::uint8_t byte : bytes(count - result.size())) {
      if (byte < limit) result += alphabet[byte % alphabet.size()];
    }
  }
  return result;
}

}  // namespace keytrail
