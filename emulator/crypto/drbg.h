// A CommandRandom is the chance of one command: HKDF of the seed and the command's number gives a
// key, AES-256-CTR under that key gives the bytes. The same seed and number give the same bytes,
// another number gives bytes that tell nothing of them. Nothing is computed before the first fill,
// for most commands draw little and some draw nothing.
#pragma once

#include <array>
#include <memory>

#include "base/json.h"
#include "core/random.h"

namespace keytrail::crypto {

class CommandRandom final : public Random {
 public:
  // The seed's 32 bytes should be uniform: the operating system's, or a hash.
  CommandRandom(std::span<const std::uint8_t, 32> seed, std::uint64_t command);
  ~CommandRandom() override;
  CommandRandom(CommandRandom&&) noexcept;
  CommandRandom& operator=(CommandRandom&&) noexcept;

  void fill(std::span<std::uint8_t> bytes) override;

 private:
  struct KeyStream;

  std::array<std::uint8_t, 32> seed_;
  std::uint64_t command_;
  std::unique_ptr<KeyStream> stream_;
};

// Bytes of the operating system's generator: for a seed nobody chose, never inside a command.
Bytes system_random(std::size_t count);

}  // namespace keytrail::crypto
