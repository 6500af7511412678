#include "cloudwatch/reading.h"

#include <algorithm>

#include "cloudwatch/errors.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct Retention {
  Duration step;  // For periods that are multiples of this …
  Duration kept;  // … data is there for so long.
};
constexpr Retention kRetentions[] = {
    {hours(1), days(455)}, {minutes(5), days(63)}, {minutes(1), days(15)}};
constexpr hours kHighResolutionKept{3};

}  // namespace

Result<void> check_period(std::int64_t seconds, const std::string& parameter) {
  constexpr std::int64_t kShort[] = {1, 5, 10, 20, 30};
  const bool is_short =
      std::find(std::begin(kShort), std::end(kShort), seconds) != std::end(kShort);
  if (is_short || (seconds > 0 && seconds % 60 == 0)) return {};
  return invalid_parameter_value("The parameter " + parameter +
                                 " must be 1, 5, 10, 20, 30, or a multiple of 60.");
}

Result<Statistic> require_statistic(const std::string& name, const std::string& parameter) {
  if (const std::optional<Statistic> statistic = find_statistic(name)) return *statistic;
  return invalid_value(name, parameter);
}

Instant rounded_start(Instant start, Duration period, Instant now) {
  if (period < minutes(1)) return floor_to(start, period);
  const Duration age = now - start;
  if (age > days(63)) return floor_to(start, hours(1));
  return floor_to(start, age > days(15) ? minutes(5) : minutes(1));
}

Instant visible_from(Duration period, Instant now) {
  for (const Retention& retention : kRetentions) {
    if (period % retention.step == Duration(0)) return now - retention.kept;
  }
  return now - kHighResolutionKept;
}

}  // namespace keytrail::cloudwatch
