#include "logs/event_position.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace keytrail::logs {
namespace {

// '3', 19 digits of milliseconds, 36 digits of sequence.
constexpr std::size_t kAtDigits = 19;
constexpr std::size_t kIdDigits = 56;

template <class Number>
bool parse_digits(std::string_view digits, Number& value) {
  const char* end = digits.data() + digits.size();
  const auto [stop, status] = std::from_chars(digits.data(), end, value);
  return status == std::errc() && stop == end;
}

}  // namespace

std::string event_id(EventPosition position) {
  char text[kIdDigits + 1];
  std::snprintf(text, sizeof text, "3%019lld%036llu",
                static_cast<long long>(millis_of(position.at)),
                static_cast<unsigned long long>(position.sequence));
  return text;
}

std::string render_read_token(const ReadToken& token) {
  return (token.order == Order::Ascending ? "f/" : "b/") + event_id(token.position);
}

std::optional<ReadToken> parse_read_token(std::string_view text) {
  ReadToken token;
  if (!text.starts_with("f/3") && !text.starts_with("b/3")) return std::nullopt;
  token.order = text.front() == 'f' ? Order::Ascending : Order::Descending;
  const std::string_view id = text.substr(2);
  if (id.size() != kIdDigits || id.find_first_not_of("0123456789") != std::string_view::npos) {
    return std::nullopt;
  }
  std::int64_t millis = 0;
  if (!parse_digits(id.substr(1, kAtDigits), millis) ||
      !parse_digits(id.substr(1 + kAtDigits), token.position.sequence)) {
    return std::nullopt;
  }
  token.position.at = instant_of(millis);
  return token;
}

void resume(Range& range, const ReadToken& token) {
  range.order = token.order;
  const auto& [at, sequence] = token.position;
  if (token.order == Order::Descending) {
    range.beyond = {at, sequence};
    return;
  }
  range.from = std::max(range.from, at);
  if (sequence > 0) range.beyond = {at, sequence - 1};
}

}  // namespace keytrail::logs
