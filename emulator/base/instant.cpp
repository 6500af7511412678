#include "base/instant.h"

#include <cctype>
#include <cstdio>
#include <ctime>

namespace keytrail {
namespace {

std::tm utc(Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
  const std::time_t time = seconds.time_since_epoch().count();
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

int millis_part(Instant at) {
  return static_cast<int>((at - std::chrono::floor<std::chrono::seconds>(at)).count());
}

// Reads exactly `digits` digits.
bool read_digits(std::string_view& text, int digits, int& value) {
  if (text.size() < static_cast<std::size_t>(digits)) return false;
  value = 0;
  for (int i = 0; i < digits; ++i) {
    if (text[i] < '0' || text[i] > '9') return false;
    value = value * 10 + (text[i] - '0');
  }
  text.remove_prefix(digits);
  return true;
}

bool read_char(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

bool read_offset(std::string_view& text, std::chrono::minutes& offset) {
  offset = {};
  if (text.empty()) return true;  // No zone: UTC.
  if (text.front() == 'Z' || text.front() == 'z') {
    text.remove_prefix(1);
    return true;
  }
  const char sign = text.front();
  if (sign != '+' && sign != '-') return false;
  text.remove_prefix(1);
  int hours = 0;
  int minutes = 0;
  if (!read_digits(text, 2, hours)) return false;
  read_char(text, ':');
  if (!read_digits(text, 2, minutes) || hours > 23 || minutes > 59) return false;
  offset = std::chrono::minutes(hours * 60 + minutes);
  if (sign == '-') offset = -offset;
  return true;
}

struct Unit {
  std::string_view name;
  std::int64_t millis;
};

constexpr Unit kUnits[] = {{"ms", 1},        {"w", 604'800'000}, {"d", 86'400'000},
                           {"h", 3'600'000}, {"m", 60'000},      {"s", 1000}};

std::optional<std::int64_t> read_number(std::string_view& text) {
  std::int64_t value = 0;
  std::size_t used = 0;
  while (used < text.size() && text[used] >= '0' && text[used] <= '9') {
    if (used >= 12) return std::nullopt;
    value = value * 10 + (text[used] - '0');
    ++used;
  }
  if (used == 0) return std::nullopt;
  text.remove_prefix(used);
  return value;
}

std::optional<Duration> parse_iso_duration(std::string_view text) {
  text.remove_prefix(1);  // P
  std::int64_t millis = 0;
  bool in_time = false;
  bool any = false;
  while (!text.empty()) {
    if (!in_time && read_char(text, 'T')) {
      in_time = true;
      continue;
    }
    const auto number = read_number(text);
    if (!number || text.empty()) return std::nullopt;
    const char unit = text.front();
    text.remove_prefix(1);
    std::int64_t factor = 0;
    if (!in_time && unit == 'W') factor = 604'800'000;
    if (!in_time && unit == 'D') factor = 86'400'000;
    if (in_time && unit == 'H') factor = 3'600'000;
    if (in_time && unit == 'M') factor = 60'000;
    if (in_time && unit == 'S') factor = 1000;
    if (factor == 0 || *number > (std::int64_t{1} << 52) / factor) return std::nullopt;
    millis += *number * factor;
    any = true;
  }
  if (!any || millis > (std::int64_t{1} << 52)) return std::nullopt;
  return Duration(millis);
}

}  // namespace

std::string format_utc(Instant at, const char* format) {
  const std::tm parts = utc(at);
  char text[128];
  const std::size_t size = std::strftime(text, sizeof text, format, &parts);
  return std::string(text, size);
}

// Every record has one, so its digits are not left to strftime, which looks at locale and zone.
std::string to_rfc3339_seconds(Instant at) {
  const std::tm parts = utc(at);
  const int year = parts.tm_year + 1900;
  if (year < 0 || year > 9999) return format_utc(at, "%Y-%m-%dT%H:%M:%SZ");
  std::string text = "0000-00-00T00:00:00Z";
  const auto put = [&text](std::size_t last, int value) {
    for (; value > 0; value /= 10) text[last--] = static_cast<char>('0' + value % 10);
  };
  put(3, year);
  put(6, parts.tm_mon + 1);
  put(9, parts.tm_mday);
  put(12, parts.tm_hour);
  put(15, parts.tm_min);
  put(18, parts.tm_sec);
  return text;
}

std::string to_rfc3339_millis(Instant at) {
  char tail[8];
  std::snprintf(tail, sizeof tail, ".%03dZ", millis_part(at));
  return format_utc(at, "%Y-%m-%dT%H:%M:%S") + tail;
}

std::string to_rfc3339(Instant at) {
  return millis_part(at) == 0 ? to_rfc3339_seconds(at) : to_rfc3339_millis(at);
}

std::string to_cloudwatch_time(Instant at) {
  char tail[16];
  std::snprintf(tail, sizeof tail, ".%03d+0000", millis_part(at));
  return format_utc(at, "%Y-%m-%dT%H:%M:%S") + tail;
}

std::string to_english_time(Instant at) {
  std::string text = format_utc(at, "%b %d, %Y, %I:%M:%S %p");
  // No leading zero in day and hour: "Aug 1, 2022, 1:38:27 PM".
  if (text[4] == '0') text.erase(4, 1);
  const std::size_t hour = text.find(", ", text.find(", ") + 2) + 2;
  if (text[hour] == '0') text.erase(hour, 1);
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  int year = 0;
  int month = 0;
  int day = 0;
  if (!read_digits(text, 4, year) || !read_char(text, '-') || !read_digits(text, 2, month) ||
      !read_char(text, '-') || !read_digits(text, 2, day)) {
    return std::nullopt;
  }
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!date.ok()) return std::nullopt;
  const Instant midnight = std::chrono::sys_days(date);
  if (text.empty()) return midnight;
  if (!read_char(text, 'T') && !read_char(text, 't') && !read_char(text, ' ')) return std::nullopt;
  int hour = 0;
  int minute = 0;
  int second = 0;
  if (!read_digits(text, 2, hour) || !read_char(text, ':') || !read_digits(text, 2, minute)) {
    return std::nullopt;
  }
  int millis = 0;
  if (read_char(text, ':')) {
    if (!read_digits(text, 2, second)) return std::nullopt;
    if (read_char(text, '.')) {
      int place = 100;
      bool any = false;
      while (!text.empty() && std::isdigit(static_cast<unsigned char>(text.front()))) {
        millis += place * (text.front() - '0');
        place /= 10;
        any = true;
        text.remove_prefix(1);
      }
      if (!any) return std::nullopt;
    }
  }
  if (hour > 23 || minute > 59 || second > 60) return std::nullopt;
  std::chrono::minutes offset{};
  if (!read_offset(text, offset) || !text.empty()) return std::nullopt;
  return midnight + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + Duration(millis) - offset;
}

std::optional<Duration> parse_duration(std::string_view text) {
  if (text.empty()) return std::nullopt;
  if (text.front() == 'P') return parse_iso_duration(text);
  std::int64_t millis = 0;
  while (!text.empty()) {
    const auto number = read_number(text);
    if (!number) return std::nullopt;
    const Unit* unit = nullptr;
    for (const Unit& candidate : kUnits) {
      if (text.starts_with(candidate.name)) {
        unit = &candidate;
        break;
      }
    }
    if (unit == nullptr || *number > (std::int64_t{1} << 52) / unit->millis) return std::nullopt;
    text.remove_prefix(unit->name.size());
    millis += *number * unit->millis;
    if (millis > (std::int64_t{1} << 52)) return std::nullopt;
  }
  return Duration(millis);
}

std::string to_text(Duration duration) {
  std::int64_t rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  for (const auto& [name, millis] : {Unit{"d", 86'400'000}, Unit{"h", 3'600'000}, Unit{"m", 60'000},
                                     Unit{"s", 1000}, Unit{"ms", 1}}) {
    if (rest < millis) continue;
    text += std::to_string(rest / millis) + std::string(name);
    rest %= millis;
  }
  return text;
}

Instant floor_to(Instant at, Duration step) {
  const std::int64_t millis = millis_of(at);
  std::int64_t rest = millis % step.count();
  if (rest < 0) rest += step.count();
  return instant_of(millis - rest);
}

Instant next_whole(Instant at, Duration step) { return floor_to(at, step) + step; }

}  // namespace keytrail
