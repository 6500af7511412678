// A snapshot is the whole state, and comes back into the same emulator or another one.
#include <gtest/gtest.h>

#include <filesystem>

#include "support/chain.h"

namespace keytrail {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using testing::Chain;

constexpr const char* kText = "Zm9v";

EmulatorOptions options_of(EmulatorOptions::Storage storage, std::string path = {}) {
  EmulatorOptions options;
  options.storage = storage;
  options.db_path = std::move(path);
  options.clock_start = parse_instant("2026-01-01T00:00:00Z");
  return options;
}

class Snapshots : public ::testing::TestWithParam<EmulatorOptions::Storage> {
 protected:
  Snapshots() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("keytrail-snapshot-" + std::to_string(::getpid()) + "-" + std::to_string(++count));
    std::filesystem::create_directory(folder_);
  }
  ~Snapshots() override { std::filesystem::remove_all(folder_); }

  EmulatorOptions options(const char* name) const {
    return options_of(GetParam(), (folder_ / name).string());
  }

 private:
  std::filesystem::path folder_;
};

TEST_P(Snapshots, BringBackKeysRecordsAlarmsMailsAndTheClock) {
  Emulator first(options("first"));
  Chain chain(first);
  const std::string key = chain.call("kms", "CreateKey", {})["KeyMetadata"]["KeyId"];
  const Json sealed = chain.call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", kText}});
  chain.call("kms", "ScheduleKeyDeletion", {{"KeyId", key}, {"PendingWindowInDays", 7}});
  EXPECT_FALSE(chain.try_call("kms", "Encrypt", {{"KeyId", key}, {"Plaintext", kText}}).ok());
  first.clock().advance(minutes(1));
  ASSERT_EQ(chain.alarm_state(), "ALARM");
  const std::string snapshot = first.take_snapshot().value();
  const Instant then = first.clock().now();

  // What happened since is gone again.
  first.clock().advance(days(8));
  EXPECT_FALSE(chain.try_call("kms", "DescribeKey", {{"KeyId", key}}).ok());
  ASSERT_TRUE(first.restore_snapshot(snapshot).ok());

  Emulator second(options("second"));
  ASSERT_TRUE(second.restore_snapshot(snapshot).ok());
  for (Emulator* aws : {&first, &second}) {
    EXPECT_EQ(aws->clock().now(), then);
    EXPECT_EQ(aws->inbox().size(), 2u);  // The confirmation and the alarm.
    const Json alarms = testing::must(*aws, "cloudwatch", "DescribeAlarms", Json::object());
    EXPECT_EQ(alarms["MetricAlarms"][0]["StateValue"], "ALARM");
    const Json found = testing::must(
        *aws, "cloudtrail", "LookupEvents",
        {{"LookupAttributes", {{{"AttributeKey", "EventName"}, {"AttributeValue", "Encrypt"}}}}});
    EXPECT_EQ(found["Events"].size(), 2u);
    testing::must(*aws, "kms", "CancelKeyDeletion", {{"KeyId", key}});
    testing::must(*aws, "kms", "EnableKey", {{"KeyId", key}});
    EXPECT_EQ(testing::must(*aws, "kms", "Decrypt",
                            {{"CiphertextBlob", sealed["CiphertextBlob"]}})["Plaintext"],
              kText);
    // Timers came along too: nothing further fails, so the alarm goes back.
    aws->clock().advance(minutes(5));
    const Json later = testing::must(*aws, "cloudwatch", "DescribeAlarms", Json::object());
    EXPECT_EQ(later["MetricAlarms"][0]["StateValue"], "OK");
  }
}

TEST_P(Snapshots, GoOnWithIdsOfTheirOwnUnlessASeedWasGiven) {
  const auto next_id = [](Emulator& aws) {
    return testing::must(aws, "kms", "CreateKey", Json::object())["KeyMetadata"]["KeyId"]
        .get<std::string>();
  };
  Emulator aws(options("fresh"));
  const std::string snapshot = aws.take_snapshot().value();
  const std::string once = next_id(aws);
  ASSERT_TRUE(aws.restore_snapshot(snapshot).ok());
  EXPECT_NE(next_id(aws), once);

  EmulatorOptions seeded = options("seeded");
  seeded.seed = 7;
  Emulator repeatable(seeded);
  const std::string start = repeatable.take_snapshot().value();
  const std::string first = next_id(repeatable);
  ASSERT_TRUE(repeatable.restore_snapshot(start).ok());
  EXPECT_EQ(next_id(repeatable), first);
}

TEST_P(Snapshots, ThatAreNoneChangeNothing) {
  Emulator aws(options("kept"));
  testing::must(aws, "kms", "CreateKey", Json::object());
  std::string snapshot = aws.take_snapshot().value();
  std::string damaged = snapshot;
  // The middle of the file: pages of tables, which the integrity check reads.
  std::fill(damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() / 4),
            damaged.begin() + static_cast<std::ptrdiff_t>(damaged.size() / 2), '\xee');
  const std::string bodies[] = {"", "hello", std::string(4096, 'x'), snapshot.substr(0, 2000),
                                damaged};
  for (const std::string& body : bodies) {
    EXPECT_FALSE(aws.restore_snapshot(body).ok()) << body.size();
    EXPECT_EQ(testing::must(aws, "kms", "ListKeys", Json::object())["Keys"].size(), 1u);
  }
  EXPECT_TRUE(aws.restore_snapshot(snapshot).ok());
}

INSTANTIATE_TEST_SUITE_P(Of, Snapshots,
                         ::testing::Values(EmulatorOptions::Storage::Temporary,
                                           EmulatorOptions::Storage::File));

TEST(SnapshotOfMemory, IsNotThere) {
  Emulator aws(options_of(EmulatorOptions::Storage::Memory));
  EXPECT_EQ(aws.take_snapshot(), std::nullopt);
  EXPECT_FALSE(aws.restore_snapshot("anything").ok());
}

}  // namespace
}  // namespace keytrail
