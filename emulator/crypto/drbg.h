// A CommandRandom is the chance of one command: AES-256-CTR under the seed, the counter beginning
// with the command's number. The same seed and number give the same bytes, another number gives
// bytes that tell nothing of them. Nothing is computed before the first fill, for most commands
// draw little and some draw nothing.
#pragma once

#include <array>

#include "base/json.h"
#include "core/random.h"

namespace keytrail::crypto {

class CommandRandom final : public Random {
 public:
  using Seed = std::array<std::uint8_t, 32>;

  CommandRandom(std::span<const std::uint8_t, 32> seed, std::uint64_t command);

  void fill(std::span<std::uint8_t> bytes) override;

 private:
  static constexpr int kBufferSize = 128;  // Saves a call into the library for each short draw.
  void refill();

  Seed seed_;
  std::uint64_t command_;
  std::uint64_t next_block_ = 0;
  std::array<std::uint8_t, kBufferSize> buffer_;
  std::size_t used_ = kBufferSize;
};

// The operating system's generator: for a seed nobody chose and for answers that belong to no
// command, never inside one.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::uint8_t> bytes) override;
};

}  // namespace keytrail::crypto
