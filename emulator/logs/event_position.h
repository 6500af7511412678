// An EventPosition is a place between two events in a group's order (time, then arrival): before
// every event that is not below it. Event ids and the tokens of reads are positions as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "core/store.h"

namespace keytrail::logs {

struct EventPosition {
  Instant at;
  std::uint64_t sequence = 0;

  static EventPosition before(const LogEventRow& row) { return {row.at, row.sequence}; }
  static EventPosition after(const LogEventRow& row) { return {row.at, row.sequence + 1}; }
};

// 56 digits that sort as the events do.
std::string event_id(EventPosition position);

// "f/<id>" reads on from the position, "b/<id>" reads back from it.
struct ReadToken {
  Order order = Order::Ascending;
  EventPosition position;
};
std::string render_read_token(const ReadToken& token);
std::optional<ReadToken> parse_read_token(std::string_view text);

// Narrows the range to what lies ahead of the token.
void resume(Range& range, const ReadToken& token);

}  // namespace keytrail::logs
