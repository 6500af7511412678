// What a test lets go wrong, and where the emulator is reached.
#include <gtest/gtest.h>

#include "keytrail/emulator.h"
#include "support/chain.h"

namespace keytrail {
namespace {

using std::chrono::minutes;
using testing::fixed_options;

std::string list_keys(Emulator& aws) {
  const CallResult result = aws.call("kms", "ListKeys", Json::object());
  return result.ok() ? "ok" : result.error->code;
}

TEST(Throttle, TurnsAwayAsManyCallsAsItSaysAndRecordsThem) {
  Emulator aws(fixed_options());
  aws.set_throttle({"kms", "ListKeys", 2, std::nullopt});
  EXPECT_EQ(list_keys(aws), "ThrottlingException");
  EXPECT_TRUE(aws.call("kms", "ListAliases", Json::object()).ok());  // Another operation.
  // Looking is no call that anybody makes.
  CallOptions looking;
  looking.leaves_no_trace = true;
  EXPECT_TRUE(aws.call("kms", "ListKeys", Json::object(), looking).ok());
  EXPECT_EQ(list_keys(aws), "ThrottlingException");
  EXPECT_EQ(list_keys(aws), "ok");
  std::size_t recorded = 0;
  for (const Json& entry : aws.timeline()) {
    recorded +=
        entry["kind"] == "record" && string_member(entry, "errorCode") == "ThrottlingException";
  }
  EXPECT_EQ(recorded, 2u);
}

TEST(Throttle, EndsWithItsTime) {
  Emulator aws(fixed_options());
  aws.set_throttle({"kms", "", std::nullopt, minutes(10)});
  EXPECT_EQ(list_keys(aws), "ThrottlingException");
  aws.clock().advance(minutes(10) - Duration(1));
  EXPECT_EQ(list_keys(aws), "ThrottlingException");
  aws.clock().advance(Duration(1));
  EXPECT_EQ(list_keys(aws), "ok");
}

TEST(Throttle, SpeaksAsTheServiceDoes) {
  for (const auto& [service, operation, code, status] :
       {std::tuple{"kms", "ListKeys", "ThrottlingException", 400},
        std::tuple{"logs", "DescribeLogGroups", "ThrottlingException", 400},
        std::tuple{"sns", "ListTopics", "Throttling", 400},
        std::tuple{"s3", "ListBuckets", "SlowDown", 503}}) {
    Emulator aws(fixed_options());
    aws.set_throttle({service, "", 1, std::nullopt});
    const CallResult refused = aws.call(service, operation, Json::object());
    ASSERT_FALSE(refused.ok()) << service;
    EXPECT_EQ(refused.error->code, code);
    EXPECT_EQ(refused.error->status, status);
  }
}

TEST(Throttle, ReachesWhatOneServiceAsksOfAnother) {
  Emulator aws(fixed_options());
  aws.set_throttle({"kms", "GenerateDataKey", 1, std::nullopt});
  const Json secret = {
      {"Name", "s"}, {"SecretString", "x"}, {"ClientRequestToken", std::string(32, 't')}};
  EXPECT_FALSE(aws.call("secretsmanager", "CreateSecret", secret).ok());
  EXPECT_TRUE(aws.call("secretsmanager", "CreateSecret", secret).ok());
}

TEST(Reset, TakesFaultsBackAndMaySayHowTheClockBegins) {
  EmulatorOptions options = fixed_options();
  options.clock_mode = ClockMode::Wall;
  Emulator aws(options);
  aws.set_throttle({"kms", "", 9, std::nullopt});
  const Instant start = *parse_instant("2031-05-06T07:08:09Z");
  aws.reset(ClockMode::Manual, start);
  EXPECT_EQ(list_keys(aws), "ok");
  EXPECT_EQ(aws.clock().read().mode, ClockMode::Manual);
  EXPECT_EQ(aws.clock().now(), start);
  aws.reset();
  EXPECT_EQ(aws.clock().read().mode, ClockMode::Wall);
  EXPECT_LT(aws.clock().now(), start);
}

TEST(Host, IsWhereTheCallerReachesTheEmulator) {
  Emulator aws(fixed_options());
  const auto url = [&](const CallOptions& options) {
    return string_member(aws.call("sqs", "CreateQueue", {{"QueueName", "q"}}, options).output,
                         "QueueUrl");
  };
  CallOptions elsewhere;
  elsewhere.host = "localhost:8080";
  EXPECT_EQ(url(elsewhere), "http://localhost:8080/123456789012/q");
  EXPECT_EQ(url({}), "http://127.0.0.1:4566/123456789012/q");
}

}  // namespace
}  // namespace keytrail
