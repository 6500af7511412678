#include "delivery/retry.h"

#include <array>
#include <cstddef>

namespace keytrail::delivery {
namespace {

std::optional<Duration> delay_over_smtp(int attempts) {
  using std::chrono::seconds;
  // Ten steps from 10 s to 600 s, each 60^(1/9) times the one before.
  constexpr std::array kGrowing{seconds(10),  seconds(16), seconds(25),  seconds(39),
                                seconds(62),  seconds(97), seconds(153), seconds(242),
                                seconds(381), seconds(600)};
  constexpr int kFirstGrowing = 3;
  if (attempts > kRetriesMax) return std::nullopt;
  if (attempts < kFirstGrowing) return seconds(10);
  const auto step = static_cast<std::size_t>(attempts - kFirstGrowing);
  return step < kGrowing.size() ? kGrowing[step] : kGrowing.back();
}

}  // namespace

std::optional<Duration> retry_delay(const Delivery& delivery) {
  const Json* plan = find_member(delivery.payload, "retryAfter");
  if (plan == nullptr) return delay_over_smtp(delivery.attempts);
  const auto step = static_cast<std::size_t>(delivery.attempts - 1);
  if (step >= plan->size()) return std::nullopt;
  return Duration((*plan)[step].get<std::int64_t>());
}

}  // namespace keytrail::delivery
