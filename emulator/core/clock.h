// The Clock is the only source of time: now = base + elapsed x speed. Manual time is speed 0 and
// moves only when told; a jump moves the base. It never runs back.
#pragma once

#include <functional>
#include <optional>

#include "base/instant.h"

namespace keytrail {

// Real time, as the clock needs it. system_clock.cpp reads it; tests hand in their own.
struct RealTime {
  std::function<Instant()> wall;      // For the first instant of a clock without a start.
  std::function<Duration()> elapsed;  // Since some fixed point; never runs back.
};
RealTime real_time();

class Clock {
 public:
  Clock(RealTime real, Instant start, bool is_manual, double speed);

  Instant now();
  bool is_manual() const { return is_manual_; }
  double speed() const { return speed_; }

  void jump_to(Instant target);  // Not before now().
  void set_manual(bool is_manual);
  void set_speed(double speed);

  // How long in real time until `at`; nothing when manual, zero when past.
  std::optional<Duration> real_time_until(Instant at);

 private:
  void rebase();

  RealTime real_;
  Instant base_;
  Duration elapsed_at_base_;
  bool is_manual_;
  double speed_;
};

}  // namespace keytrail
