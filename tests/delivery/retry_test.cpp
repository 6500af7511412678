#include "delivery/retry.h"

#include <gtest/gtest.h>

namespace keytrail::delivery {
namespace {

TEST(RetryDelay, GrowsFromTenSecondsToTenMinutesAndStaysThere) {
  using std::chrono::seconds;
  EXPECT_EQ(retry_delay(1), seconds(10));
  EXPECT_EQ(retry_delay(2), seconds(10));
  EXPECT_EQ(retry_delay(3), seconds(10));
  EXPECT_EQ(retry_delay(4), seconds(16));
  EXPECT_EQ(retry_delay(11), seconds(381));
  EXPECT_EQ(retry_delay(12), seconds(600));
  EXPECT_EQ(retry_delay(50), seconds(600));
  Duration total{0};
  for (int attempts = 1; attempts < kAttemptsMax; ++attempts) {
    EXPECT_LE(attempts == 1 ? Duration(0) : retry_delay(attempts - 1), retry_delay(attempts));
    total += retry_delay(attempts);
  }
  // "Fifty attempts over more than six hours."
  EXPECT_GT(total, std::chrono::hours(6));
  EXPECT_LT(total, std::chrono::hours(7));
}

}  // namespace
}  // namespace keytrail::delivery
