#include "core/clock.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace keytrail {

Clock::Clock(RealTime real, Instant start, bool is_manual, double speed)
    : real_(std::move(real)),
      base_(start),
      elapsed_at_base_(real_.elapsed()),
      is_manual_(is_manual),
      speed_(speed) {}

Instant Clock::now() {
  if (is_manual_) return base_;
  const double elapsed = static_cast<double>((real_.elapsed() - elapsed_at_base_).count());
  return base_ + Duration(static_cast<std::int64_t>(std::floor(elapsed * speed_)));
}

void Clock::rebase() {
  base_ = now();
  elapsed_at_base_ = real_.elapsed();
}

void Clock::jump_to(Instant target) {
  rebase();
  base_ = std::max(base_, target);
}

void Clock::set_manual(bool is_manual) {
  rebase();
  is_manual_ = is_manual;
}

void Clock::set_speed(double speed) {
  rebase();
  speed_ = speed;
}

std::optional<Duration> Clock::real_time_until(Instant at) {
  if (is_manual_) return std::nullopt;
  const auto left = static_cast<double>((at - now()).count());
  return Duration(std::max<std::int64_t>(0, static_cast<std::int64_t>(std::ceil(left / speed_))));
}

}  // namespace keytrail
