// Chance for property tests: the same seed rolls the same numbers.
#pragma once

#include <random>
#include <vector>

namespace keytrail::testing {

class Dice {
 public:
  explicit Dice(std::uint32_t seed) : engine_(seed) {}

  int roll(int low, int high) { return low + static_cast<int>(engine_() % (high - low + 1)); }
  bool one_in(int sides) { return roll(1, sides) == 1; }
  template <class T, std::size_t N>
  T one_of(const T (&choices)[N]) {
    return choices[roll(0, N - 1)];
  }

 private:
  std::mt19937 engine_;
};

}  // namespace keytrail::testing
