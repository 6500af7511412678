#include "crypto/drbg.h"

#include <openssl/rand.h>

#include <algorithm>
#include <cstring>

#include "crypto/hash.h"
#include "crypto/openssl.h"

namespace keytrail::crypto {

// Zeros enciphered block by block; a buffer saves a call into the library for each short draw.
struct CommandRandom::KeyStream {
  KeyStream(View seed, std::uint64_t command) : context(EVP_CIPHER_CTX_new()) {
    static EVP_CIPHER* const cipher = EVP_CIPHER_fetch(nullptr, "AES-256-CTR", nullptr);
    static constexpr std::string_view kLabel = "keytrail command ";
    std::array<std::uint8_t, kLabel.size() + 8> info;
    std::copy(kLabel.begin(), kLabel.end(), info.begin());
    for (int byte = 0; byte < 8; ++byte) {
      info[kLabel.size() + byte] = static_cast<std::uint8_t>(command >> (56 - 8 * byte));
    }
    const Bytes key = hkdf_expand_sha256(seed, info, 32);
    const std::uint8_t counter[16] = {};
    KT_ASSERT(EVP_EncryptInit_ex2(context.get(), cipher, key.data(), counter, nullptr) == 1);
  }

  void refill() {
    static constexpr std::array<std::uint8_t, 128> kZeros{};
    int written = 0;
    KT_ASSERT(EVP_EncryptUpdate(context.get(), buffer.data(), &written, kZeros.data(),
                                static_cast<int>(kZeros.size())) == 1);
    used = 0;
  }

  CipherContext context;
  std::array<std::uint8_t, 128> buffer;
  std::size_t used = 128;
};

CommandRandom::CommandRandom(std::span<const std::uint8_t, 32> seed, std::uint64_t command)
    : command_(command) {
  std::copy(seed.begin(), seed.end(), seed_.begin());
}
CommandRandom::~CommandRandom() = default;
CommandRandom::CommandRandom(CommandRandom&&) noexcept = default;
CommandRandom& CommandRandom::operator=(CommandRandom&&) noexcept = default;

void CommandRandom::fill(std::span<std::uint8_t> bytes) {
  if (!stream_) stream_ = std::make_unique<KeyStream>(seed_, command_);
  while (!bytes.empty()) {
    if (stream_->used == stream_->buffer.size()) stream_->refill();
    const std::size_t count = std::min(bytes.size(), stream_->buffer.size() - stream_->used);
    std::memcpy(bytes.data(), stream_->buffer.data() + stream_->used, count);
    stream_->used += count;
    bytes = bytes.subspan(count);
  }
}

Bytes system_random(std::size_t count) {
  Bytes result(count);
  KT_ASSERT(RAND_bytes(result.data(), static_cast<int>(count)) == 1);
  return result;
}

}  // namespace keytrail::crypto
