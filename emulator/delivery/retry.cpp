#include "delivery/retry.h"

#include <array>
#include <cstddef>

namespace keytrail::delivery {

Duration retry_delay(int attempts) {
  using std::chrono::seconds;
  // Ten steps from 10 s to 600 s, each 60^(1/9) times the one before.
  constexpr std::array kGrowing{seconds(10),  seconds(16), seconds(25),  seconds(39),
                                seconds(62),  seconds(97), seconds(153), seconds(242),
                                seconds(381), seconds(600)};
  constexpr int kFirstGrowing = 3;
  if (attempts < kFirstGrowing) return seconds(10);
  const auto step = static_cast<std::size_t>(attempts - kFirstGrowing);
  return step < kGrowing.size() ? kGrowing[step] : kGrowing.back();
}

}  // namespace keytrail::delivery
