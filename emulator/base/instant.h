// An Instant is a point of the keytrail clock, in whole milliseconds UTC. Nothing here reads a
// clock: instants are handed in.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace keytrail {

using Duration = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<std::chrono::milliseconds>;

constexpr std::int64_t millis_of(Instant at) { return at.time_since_epoch().count(); }
constexpr Instant instant_of(std::int64_t millis) { return Instant(Duration(millis)); }

// RFC 3339 in UTC: whole seconds without a fraction ("2026-01-01T00:00:00Z"), else three digits.
std::string to_rfc3339(Instant at);
// Always whole seconds (CloudTrail's eventTime), rounded down.
std::string to_rfc3339_seconds(Instant at);
// Always three digits ("2026-01-01T00:00:00.000Z").
std::string to_rfc3339_millis(Instant at);
// CloudWatch's form in alarm messages: "2026-01-01T00:00:00.000+0000".
std::string to_cloudwatch_time(Instant at);
// CloudTrail's form inside parameters: "Aug 10, 2022, 10:38:27 PM".
std::string to_english_time(Instant at);
// strftime in UTC, for the rest.
std::string format_utc(Instant at, const char* format);

// RFC 3339 / ISO 8601 with optional fraction and with `Z` or an offset. A date alone is midnight.
std::optional<Instant> parse_instant(std::string_view text);

// "90s", "15m", "10d", "1h30m", "250ms", or ISO 8601 "P10D", "PT1H30M". Nothing negative.
std::optional<Duration> parse_duration(std::string_view text);
// The shortest of the first forms: "1h30m", "10d", "0s".
std::string to_text(Duration duration);

// The start of the `step` that holds `at` (steps counted from the epoch).
Instant floor_to(Instant at, Duration step);
// The first whole step strictly after `at`.
Instant next_whole(Instant at, Duration step);

}  // namespace keytrail
