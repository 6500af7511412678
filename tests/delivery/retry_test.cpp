#include "delivery/retry.h"

#include <gtest/gtest.h>

namespace keytrail::delivery {
namespace {

Duration delay_after(int attempts) {
  Delivery delivery;
  delivery.attempts = attempts;
  return retry_delay(delivery).value_or(Duration(-1));
}

TEST(RetryDelay, FollowsThePlanThatADeliveryBrings) {
  Delivery delivery;
  delivery.payload = {{"retryAfter", {0, 1500}}};
  std::vector<std::optional<Duration>> delays;
  for (delivery.attempts = 1; delivery.attempts <= 3; ++delivery.attempts) {
    delays.push_back(retry_delay(delivery));
  }
  EXPECT_EQ(delays[0], Duration(0));
  EXPECT_EQ(delays[1], Duration(1500));
  EXPECT_EQ(delays[2], std::nullopt);
}

TEST(RetryDelay, GrowsFromTenSecondsToTenMinutesAndStaysThere) {
  using std::chrono::seconds;
  EXPECT_EQ(delay_after(1), seconds(10));
  EXPECT_EQ(delay_after(2), seconds(10));
  EXPECT_EQ(delay_after(3), seconds(10));
  EXPECT_EQ(delay_after(4), seconds(16));
  EXPECT_EQ(delay_after(11), seconds(381));
  EXPECT_EQ(delay_after(12), seconds(600));
  EXPECT_EQ(delay_after(50), seconds(600));
  EXPECT_EQ(delay_after(51), Duration(-1));
  Duration total{0};
  for (int attempts = 1; attempts < kRetriesMax + 1; ++attempts) {
    EXPECT_LE(attempts == 1 ? Duration(0) : delay_after(attempts - 1), delay_after(attempts));
    total += delay_after(attempts);
  }
  // "Fifty attempts over more than six hours."
  EXPECT_GT(total, std::chrono::hours(6));
  EXPECT_LT(total, std::chrono::hours(7));
}

}  // namespace
}  // namespace keytrail::delivery
