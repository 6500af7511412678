#include <gtest/gtest.h>

#include "store/memory_store.h"
#include "support/harness.h"

namespace keytrail {
namespace {

std::vector<int> minutes_of(Store& store, const Range& range) {
  std::vector<int> found;
  store.scan_log_events("g", "", range, [&](const LogEventRow& row) {
    found.push_back(static_cast<int>(millis_of(row.at) / 60000));
    return true;
  });
  return found;
}

TEST(MemoryStore, ScansHalfOpenRangesInBothOrders) {
  MemoryStore store;
  for (int minute : {3, 1, 2, 4}) {
    LogEventRow row;
    row.group = "g";
    row.at = instant_of(minute * 60000);
    store.append(std::move(row));
  }
  Range range;
  EXPECT_EQ(minutes_of(store, range), (std::vector{1, 2, 3, 4}));
  range.from = instant_of(2 * 60000);
  range.until = instant_of(4 * 60000);
  EXPECT_EQ(minutes_of(store, range), (std::vector{2, 3}));
  range.order = Order::Descending;
  EXPECT_EQ(minutes_of(store, range), (std::vector{3, 2}));
  range.beyond = {instant_of(3 * 60000), 1};
  EXPECT_EQ(minutes_of(store, range), (std::vector{2}));
  range.order = Order::Ascending;
  EXPECT_EQ(minutes_of(store, range), (std::vector<int>{}));
}

}  // namespace
}  // namespace keytrail
