#include "s3/checksums.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "crypto/hash.h"
#include "s3/errors.h"

namespace keytrail::s3 {
namespace {

constexpr std::string_view kAlgorithms[] = {"CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"};
// What S3 adds to an object that came without a checksum.
constexpr std::string_view kOwnChoice = "CRC64NVME";

// A reflected CRC that starts and ends with all bits turned, as all three here do.
template <class Word, Word kPolynomial>
class Crc {
 public:
  static Word of(std::string_view bytes) {
    static const std::array<Word, 256> table = make_table();
    Word crc = ~Word{0};
    for (const char byte : bytes) {
      crc = table[(crc ^ static_cast<std::uint8_t>(byte)) & 0xFF] ^ (crc >> 8);
    }
    return ~crc;
  }

 private:
  static std::array<Word, 256> make_table() {
    std::array<Word, 256> table{};
    for (Word i = 0; i < 256; ++i) {
      Word word = i;
      for (int bit = 0; bit < 8; ++bit) word = (word >> 1) ^ ((word & 1) != 0 ? kPolynomial : 0);
      table[i] = word;
    }
    return table;
  }
};
using Crc32 = Crc<std::uint32_t, 0xEDB88320u>;
using Crc32c = Crc<std::uint32_t, 0x82F63B78u>;
using Crc64Nvme = Crc<std::uint64_t, 0x9A6C9329AC4BC9B5u>;

template <class Word>
std::string big_endian(Word word) {
  std::string bytes;
  for (int shift = 8 * (sizeof word - 1); shift >= 0; shift -= 8) {
    bytes += static_cast<char>(word >> shift & 0xFF);
  }
  return bytes;
}

}  // namespace

std::string checksum_member(std::string_view algorithm) {
  return "Checksum" + std::string(algorithm);
}

bool is_known_checksum(std::string_view algorithm) {
  return std::find(std::begin(kAlgorithms), std::end(kAlgorithms), algorithm) !=
         std::end(kAlgorithms);
}

std::string calculate_checksum(std::string_view algorithm, std::string_view bytes) {
  if (algorithm == "CRC32") return to_base64(big_endian(Crc32::of(bytes)));
  if (algorithm == "CRC32C") return to_base64(big_endian(Crc32c::of(bytes)));
  if (algorithm == "SHA1") return to_base64(crypto::sha1(crypto::view(bytes)));
  if (algorithm == "SHA256") return to_base64(crypto::sha256(crypto::view(bytes)));
  return to_base64(big_endian(Crc64Nvme::of(bytes)));
}

Result<Checksum> check_checksum(const Json& input, std::string_view bytes) {
  std::optional<Checksum> given;
  for (const std::string_view algorithm : kAlgorithms) {
    const auto value = optional_string(input, checksum_member(algorithm));
    if (!value) continue;
    if (given) return several_checksums();
    given = Checksum{std::string(algorithm), *value};
  }
  if (!given) return Checksum{std::string(kOwnChoice), calculate_checksum(kOwnChoice, bytes)};
  const std::string calculated = calculate_checksum(given->algorithm, bytes);
  const std::optional<Bytes> digest = from_base64(given->value);
  if (!digest || digest->size() != from_base64(calculated)->size()) {
    return invalid_checksum("x-amz-checksum-" + to_lower(given->algorithm));
  }
  if (given->value != calculated) return bad_digest(given->algorithm);
  return std::move(*given);
}

Result<void> check_content_md5(const Json& input, std::string_view bytes) {
  const std::optional<std::string> given = optional_string(input, "ContentMD5");
  if (!given) return {};
  const std::optional<Bytes> digest = from_base64(*given);
  if (!digest || digest->size() != 16) return invalid_digest();
  if (*given != to_base64(crypto::md5(crypto::view(bytes)))) return bad_digest("Content-MD5");
  return {};
}

}  // namespace keytrail::s3
