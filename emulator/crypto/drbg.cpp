#include "crypto/drbg.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "crypto/openssl.h"

namespace keytrail::crypto {
namespace {

void put_big_endian(std::uint64_t value, std::uint8_t* to) {
  for (int byte = 0; byte < 8; ++byte)
    to[byte] = static_cast<std::uint8_t>(value >> (56 - 8 * byte));
}

// A context that holds the seed's key schedule: the engine of a process has one seed, and expanding
// it again costs more than the bytes.
EVP_CIPHER_CTX* counter_context(const CommandRandom::Seed& seed) {
  static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
  thread_local const CipherContext context(EVP_CIPHER_CTX_new());
  thread_local std::optional<CommandRandom::Seed> last_seed;
  if (last_seed != seed) {
    KT_ASSERT(EVP_EncryptInit_ex2(context.get(), cipher, seed.data(), nullptr, nullptr) == 1);
    last_seed = seed;
  }
  return context.get();
}

}  // namespace

CommandRandom::CommandRandom(std::span<const std::uint8_t, 32> seed, std::uint64_t command)
    : command_(command) {
  std::copy(seed.begin(), seed.end(), seed_.begin());
}

void CommandRandom::refill() {
  static constexpr std::array<std::uint8_t, kBufferSize> kZeros{};
  std::array<std::uint8_t, 16> counter;
  put_big_endian(command_, counter.data());
  put_big_endian(next_block_, counter.data() + 8);
  EVP_CIPHER_CTX* const context = counter_context(seed_);
  int written = 0;
  KT_ASSERT(EVP_EncryptInit_ex2(context, nullptr, nullptr, counter.data(), nullptr) == 1);
  KT_ASSERT(EVP_EncryptUpdate(context, buffer_.data(), &written, kZeros.data(), kBufferSize) == 1);
  next_block_ += kBufferSize / 16;
  used_ = 0;
}

void CommandRandom::fill(std::span<std::uint8_t> bytes) {
  while (!bytes.empty()) {
    if (used_ == kBufferSize) refill();
    const std::size_t count = std::min<std::size_t>(bytes.size(), kBufferSize - used_);
    std::memcpy(bytes.data(), buffer_.data() + used_, count);
    used_ += count;
    bytes = bytes.subspan(count);
  }
}

void SystemRandom::fill(std::span<std::uint8_t> bytes) {
  KT_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
}

}  // namespace keytrail::crypto
