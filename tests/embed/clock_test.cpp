// The emulator's clock: moving it, what runs on the way, and how little that is.
#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "support/chain.h"

namespace keytrail {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Chain;
using testing::fixed_options;
using testing::must;

const Instant kStart = *parse_instant("2026-01-01T00:00:00Z");

TEST(ManualClock, StandsUntilItIsMoved) {
  Emulator aws(fixed_options());
  must(aws, "kms", "CreateKey", Json::object());
  EXPECT_EQ(aws.clock().read().now, kStart);
  EXPECT_EQ(aws.clock().advance(minutes(90)).now, kStart + minutes(90));
  EXPECT_EQ(aws.clock().set(kStart + days(1)).value().now, kStart + days(1));
  EXPECT_EQ(aws.clock().set(kStart + days(1)).value().now, kStart + days(1));
}

TEST(ManualClock, DoesNotGoBack) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  aws.clock().advance(days(1));
  const std::uint64_t before = aws.last_timeline_id();
  const Result<ClockMove> refused = aws.clock().set(kStart + days(1) - Duration(1));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, 400);
  EXPECT_EQ(refused.error().message,
            "The clock stands at 2026-01-02T00:00:00Z and does not go back to "
            "2026-01-01T23:59:59.999Z.");
  EXPECT_EQ(aws.clock().read().now, kStart + days(1));
  EXPECT_EQ(aws.last_timeline_id(), before);
}

TEST(ManualClock, RunsWhatIsDueExactlyAtTheTargetAndNothingLater) {
  Emulator aws(fixed_options());
  const Json key = must(aws, "kms", "CreateKey", Json::object())["KeyMetadata"]["KeyId"];
  must(aws, "kms", "ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  EXPECT_EQ(aws.clock().next()["time"], "2026-01-08T00:00:00Z");
  EXPECT_TRUE(aws.clock().advance(days(7) - Duration(1)).ran.empty());
  EXPECT_EQ(aws.clock().advance(Duration(1)).ran,
            (std::map<std::string, std::uint64_t>{{"state-transitions", 1}}));
  EXPECT_TRUE(aws.clock().next().is_null());
}

TEST(ManualClock, RunsOneLongMoveLikeManyShortOnes) {
  const auto run = [](const std::vector<Duration>& moves) {
    Emulator aws(fixed_options());
    Chain chain(aws);
    const Json key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
    chain.call("kms", "ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
    (void)chain.try_call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", to_base64("foo")}});
    for (const Duration& move : moves) aws.clock().advance(move);
    Json happened = Json::array();
    for (Json& entry : aws.timeline()) {
      entry.erase("id");
      if (entry["kind"] != "clock") happened.push_back(std::move(entry));
    }
    return to_text(happened);
  };
  EXPECT_EQ(run({days(8)}),
            run({minutes(1), seconds(1), minutes(3), days(6), days(2) - minutes(4) - seconds(1)}));
}

TEST(Alarms, CostNothingWhileNothingCanChange) {
  Emulator aws(fixed_options());
  Chain chain(aws);
  for (int i = 1; i < 100; ++i) {
    chain.call("cloudwatch", "PutMetricAlarm",
               testing::alarm_input("errors-" + std::to_string(i), chain.topic));
  }
  const Json key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  chain.call("kms", "DisableKey", {{"KeyId", key}});
  (void)chain.try_call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", to_base64("foo")}});
  const ClockMove move = aws.clock().advance(days(10));
  EXPECT_EQ(chain.alarm_subjects().size(), 100u);
  EXPECT_EQ(chain.alarm_state("errors-99"), "OK");
  // Minute by minute it would be 1,440,000.
  EXPECT_LE(move.ran.at("alarm-evaluations"), 100u * 8);
  EXPECT_EQ(aws.clock().advance(days(30)).ran.count("alarm-evaluations"), 0u);
}

TEST(WallClock, RunsWorkThatBecameDueBeforeTheNextCall) {
  EmulatorOptions options = fixed_options();
  options.clock_mode = ClockMode::Wall;
  options.clock_speed = 1e9;  // A millisecond is eleven days.
  Emulator aws(options);
  const Json key = must(aws, "kms", "CreateKey", Json::object())["KeyMetadata"]["KeyId"];
  must(aws, "kms", "ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  const Instant before = aws.clock().read().now;
  while (aws.clock().read().now < before + days(8)) std::this_thread::yield();
  const CallResult gone = aws.call("kms", "DescribeKey", {{"KeyId", key}});
  ASSERT_FALSE(gone.ok());
  EXPECT_EQ(gone.error->code, "NotFoundException");
}

TEST(WallClock, RunsWorkByItselfWithABackgroundThread) {
  EmulatorOptions options = fixed_options();
  options.clock_mode = ClockMode::Wall;
  options.clock_speed = 1e6;
  options.deliver_in_background = true;
  Emulator aws(options);
  const Json key = must(aws, "kms", "CreateKey", Json::object())["KeyMetadata"]["KeyId"];
  const std::uint64_t since = [&] {
    must(aws, "kms", "ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
    return aws.last_timeline_id();
  }();
  EXPECT_TRUE(aws.wait_for_timeline(since, seconds(20)));
  EXPECT_EQ(aws.clock().next(), nullptr);
}

TEST(WallClock, ChangesModeAndSpeedWithoutAJump) {
  Emulator aws(fixed_options());
  aws.clock().advance(days(1));
  for (const double speed : {0.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    EXPECT_FALSE(aws.clock().set_speed(speed).ok());
  }
  EXPECT_EQ(aws.clock().set_speed(1e-9).value().now, kStart + days(1));
  EXPECT_EQ(aws.clock().set_mode(ClockMode::Wall).now, kStart + days(1));
  EXPECT_EQ(aws.clock().read().mode, ClockMode::Wall);
  EXPECT_EQ(aws.clock().read().speed, 1e-9);
  EXPECT_EQ(aws.clock().advance(days(1)).now, kStart + days(2));
  EXPECT_EQ(aws.clock().set_mode(ClockMode::Manual).now, kStart + days(2));
}

}  // namespace
}  // namespace keytrail
