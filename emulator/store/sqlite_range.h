// How the scans of a SqliteStore ask for a Range.
#pragma once

#include <limits>

#include "core/store.h"
#include "store/sqlite_statement.h"

namespace keytrail {

inline constexpr std::int64_t kFirstPlace = std::numeric_limits<std::int64_t>::min();
inline constexpr std::int64_t kLastPlace = std::numeric_limits<std::int64_t>::max();

// Binds a Range as (from, until, edge at, edge at, edge seq); the edge is the cursor or a place
// beyond all rows, so one statement serves with and without a cursor.
inline void bind_range(Statement& statement, const Range& range) {
  statement.bind(range.from).bind(range.until);
  const bool ascending = range.order == Order::Ascending;
  const std::int64_t at = range.beyond ? millis_of(range.beyond->first)
                          : ascending  ? kFirstPlace
                                       : kLastPlace;
  const std::int64_t sequence = range.beyond ? static_cast<std::int64_t>(range.beyond->second)
                                : ascending  ? kFirstPlace
                                             : kLastPlace;
  statement.bind(at).bind(sequence);
}

// Picks the statement for the range's order. Both are literals, as Statement wants them.
inline const char* by_order(const Range& range, const char* ascending, const char* descending) {
  return range.order == Order::Ascending ? ascending : descending;
}

inline Text make_text(std::string_view text) { return std::make_shared<const std::string>(text); }

}  // namespace keytrail
