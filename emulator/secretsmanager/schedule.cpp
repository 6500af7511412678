#include "secretsmanager/schedule.h"

#include <algorithm>
#include <array>
#include <bitset>

#include "base/text.h"
#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr int kHoursBetweenMin = 4;

std::optional<int> number_of(std::string_view text) {
  if (text.empty() || text.size() > 4) return std::nullopt;
  int number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "rate(10 days)" or "rate(4 hours)", as a duration.
std::optional<Duration> parse_rate(std::string_view text) {
  if (!text.starts_with("rate(") || !text.ends_with(")")) return std::nullopt;
  const std::vector<std::string> words = split(text.substr(5, text.size() - 6), ' ');
  if (words.size() != 2) return std::nullopt;
  const std::optional<int> count = number_of(words[0]);
  if (!count || *count < 1 || *count > 999) return std::nullopt;
  if (words[1] == "day" || words[1] == "days") return days(*count);
  if (words[1] == "hour" || words[1] == "hours") return hours(*count);
  return std::nullopt;
}

// A cron expression by the hour: its minute is always 0 and its year always *.
struct Cron {
  std::bitset<24> hours;
  std::bitset<32> days_of_month;
  std::bitset<13> months;
  std::bitset<8> weekdays;   // 1 is Sunday.
  bool is_last_day = false;  // L as the day of the month.
  int last_weekday = 0;      // "6L": the last Friday of the month.
  int nth = 0;               // "6#2": the second Friday; nth_weekday is 6.
  int nth_weekday = 0;
  bool is_by_weekday = false;  // The day of the month is "?".
};

struct Field {
  int low;
  int high;
  std::vector<std::string_view> names;  // Of `low` and those after it.
};
const Field kHours{0, 23, {}};
const Field kDays{1, 31, {}};
const Field kMonths{
    1, 12, {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}};
const Field kWeekdays{1, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}};

std::optional<int> value_of(std::string_view text, const Field& field) {
  const auto name = std::ranges::find(field.names, text);
  const std::optional<int> value = name == field.names.end()
                                       ? number_of(text)
                                       : field.low + static_cast<int>(name - field.names.begin());
  if (!value || *value < field.low || *value > field.high) return std::nullopt;
  return value;
}

// "*", "1", "MON-FRI", "*/6", "1/2", and lists of them.
template <std::size_t Size>
bool parse_field(std::string_view text, const Field& field, std::bitset<Size>& into) {
  for (const std::string& item : split(text, ',')) {
    const std::size_t slash = item.find('/');
    const std::string range = item.substr(0, slash);
    int step = 1;
    if (slash != std::string::npos) {
      const std::optional<int> given = number_of(std::string_view(item).substr(slash + 1));
      if (!given || *given < 1) return false;
      step = *given;
    }
    std::optional<int> first = field.low;
    std::optional<int> last = field.high;
    if (range != "*") {
      const std::size_t dash = range.find('-');
      first = value_of(range.substr(0, dash), field);
      if (dash != std::string::npos) {
        last = value_of(range.substr(dash + 1), field);
      } else if (slash == std::string::npos) {
        last = first;
      }
    }
    if (!first || !last || *first > *last) return false;
    for (int value = *first; value <= *last; value += step) into.set(value);
  }
  return into.any();
}

bool parse_weekdays(const std::string& text, Cron& cron) {
  if (text.size() > 1 && text.ends_with('L')) {
    const auto weekday = value_of(std::string_view(text).substr(0, text.size() - 1), kWeekdays);
    cron.last_weekday = weekday.value_or(0);
    return weekday.has_value();
  }
  if (const std::size_t hash = text.find('#'); hash != std::string::npos) {
    const auto weekday = value_of(text.substr(0, hash), kWeekdays);
    const auto nth = number_of(std::string_view(text).substr(hash + 1));
    if (!weekday || !nth || *nth < 1 || *nth > 5) return false;
    cron.nth_weekday = *weekday;
    cron.nth = *nth;
    return true;
  }
  return parse_field(text, kWeekdays, cron.weekdays);
}

std::optional<Cron> parse_cron(std::string_view text) {
  if (!text.starts_with("cron(") || !text.ends_with(")")) return std::nullopt;
  std::vector<std::string> fields = split(text.substr(5, text.size() - 6), ' ');
  std::erase(fields, "");
  if (fields.size() != 6 || fields[0] != "0" || fields[5] != "*") return std::nullopt;
  // One of the two days has to be left open.
  if ((fields[2] == "?") == (fields[4] == "?")) return std::nullopt;
  Cron cron;
  cron.is_by_weekday = fields[2] == "?";
  cron.is_last_day = fields[2] == "L";
  const bool is_valid =
      parse_field(fields[1], kHours, cron.hours) && parse_field(fields[3], kMonths, cron.months) &&
      (cron.is_by_weekday ? parse_weekdays(fields[4], cron)
                          : cron.is_last_day || parse_field(fields[2], kDays, cron.days_of_month));
  if (!is_valid) return std::nullopt;
  // Not more often than every four hours; over midnight, too.
  int last = -24;
  for (int hour = 0; hour < 48; ++hour) {
    if (!cron.hours.test(hour % 24)) continue;
    if (hour - last < kHoursBetweenMin) return std::nullopt;
    last = hour;
  }
  return cron;
}

bool matches_day(const Cron& cron, std::chrono::year_month_day day) {
  if (!cron.months.test(unsigned(day.month()))) return false;
  const std::chrono::year_month_day_last end(day.year(), day.month() / std::chrono::last);
  if (!cron.is_by_weekday) {
    return cron.is_last_day ? day.day() == end.day() : cron.days_of_month.test(unsigned(day.day()));
  }
  const int weekday =
      static_cast<int>(std::chrono::weekday(std::chrono::sys_days(day)).c_encoding()) + 1;
  const int week = (static_cast<int>(unsigned(day.day())) - 1) / 7 + 1;
  if (cron.nth != 0) return weekday == cron.nth_weekday && week == cron.nth;
  if (cron.last_weekday != 0) {
    return weekday == cron.last_weekday && unsigned(day.day()) + 7 > unsigned(end.day());
  }
  return cron.weekdays.test(weekday);
}

std::optional<Instant> next_match(const Cron& cron, Instant last) {
  // 29 February comes at least every eight years.
  constexpr days kHorizon{366 * 9};
  const auto first = std::chrono::floor<days>(last);
  for (auto day = first; day < first + kHorizon; day += days(1)) {
    if (!matches_day(cron, day)) continue;
    for (int hour = 0; hour < 24; ++hour) {
      const Instant at = day + hours(hour);
      if (cron.hours.test(hour) && at > last) return at;
    }
  }
  return std::nullopt;
}

bool is_by_day(const RotationRules& rules) {
  if (rules.days) return true;
  const std::optional<Duration> rate = parse_rate(rules.schedule);
  return rate && *rate % days(1) == Duration(0) && rules.schedule.find("day") != std::string::npos;
}

}  // namespace

Result<void> check_rules(const RotationRules& rules) {
  if (rules.days && !rules.schedule.empty()) return schedule_given_twice();
  if (!rules.schedule.empty()) {
    const std::optional<Duration> rate = parse_rate(rules.schedule);
    const bool is_rate = rate && *rate >= hours(kHoursBetweenMin);
    const std::optional<Cron> cron = parse_cron(rules.schedule);
    const bool ever_comes = cron && next_match(*cron, Instant());
    if (!is_rate && !ever_comes) return invalid_schedule();
  }
  if (!rules.duration.empty()) {
    const std::optional<int> length =
        number_of(std::string_view(rules.duration).substr(0, rules.duration.size() - 1));
    if (!length || *length < 1 || *length > 24) return invalid_duration();
  }
  return {};
}

std::optional<Instant> next_window(const RotationRules& rules, Instant last) {
  if (rules.days) return std::chrono::floor<days>(last) + days(*rules.days);
  if (const std::optional<Duration> rate = parse_rate(rules.schedule)) {
    if (is_by_day(rules)) return std::chrono::floor<days>(last) + *rate;
    return std::chrono::floor<hours>(last) + *rate;
  }
  if (const std::optional<Cron> cron = parse_cron(rules.schedule)) return next_match(*cron, last);
  return std::nullopt;
}

Instant end_of_window(const RotationRules& rules, Instant opens_at) {
  constexpr std::chrono::seconds kSecond{1};
  if (!rules.duration.empty()) {
    const std::string_view length = std::string_view(rules.duration);
    return opens_at + hours(*number_of(length.substr(0, length.size() - 1))) - kSecond;
  }
  // By default a window closes with its day, or with its hour when the schedule counts in hours.
  const std::optional<Duration> rate = parse_rate(rules.schedule);
  if (rate && !is_by_day(rules)) return opens_at + hours(1) - kSecond;
  return std::chrono::floor<days>(opens_at) + days(1) - kSecond;
}

}  // namespace keytrail::secretsmanager
