// An organization trail from the call of a member to the management account's log group and bucket.
#include <gtest/gtest.h>

#include "support/chain.h"

namespace keytrail {
namespace {

using std::chrono::minutes;
using testing::fixed_options;
using testing::must;

constexpr const char* kMember = "111122223333";

struct OrganizationTrail : ::testing::Test {
  static EmulatorOptions options() {
    EmulatorOptions options = fixed_options();
    options.identities.organization = Organization{"o-exampleorg1", options.account, "", {kMember}};
    return options;
  }
  static CallOptions as_member() {
    CallOptions options;
    options.account = kMember;
    return options;
  }
  void make_trail(Emulator& aws) {
    must(aws, "s3", "CreateBucket", {{"Bucket", "records"}});
    must(aws, "logs", "CreateLogGroup", {{"logGroupName", "all"}});
    must(aws, "cloudtrail", "CreateTrail",
         {{"Name", "trail"},
          {"S3BucketName", "records"},
          {"IsOrganizationTrail", true},
          {"CloudWatchLogsLogGroupArn", "arn:aws:logs:us-east-1:123456789012:log-group:all:*"},
          {"CloudWatchLogsRoleArn", "arn:aws:iam::123456789012:role/delivery"}});
    must(aws, "cloudtrail", "StartLogging", {{"Name", "trail"}});
  }
  static Json streams(Emulator& aws) {
    Json names = Json::array();
    const Json found = must(aws, "logs", "DescribeLogStreams", {{"logGroupName", "all"}});
    for (const Json& stream : found["logStreams"]) names.push_back(stream["logStreamName"]);
    return names;
  }
  static std::size_t files_of(Emulator& aws, const std::string& account) {
    const Json listed =
        must(aws, "s3", "ListObjectsV2",
             {{"Bucket", "records"},
              {"Prefix", "AWSLogs/o-exampleorg1/" + account + "/CloudTrail/us-east-1/"}});
    return listed.contains("Contents") ? listed["Contents"].size() : 0;
  }
};

TEST_F(OrganizationTrail, HasWhatMembersDo) {
  Emulator aws(options());
  make_trail(aws);
  aws.clock().advance(minutes(7));
  const Instant at = aws.clock().now();
  must(aws, "kms", "ListKeys", Json::object(), as_member());
  const Json status = must(aws, "cloudtrail", "GetTrailStatus", {{"Name", "trail"}});
  EXPECT_EQ(status["LatestCloudWatchLogsDeliveryTime"], static_cast<double>(millis_of(at)) / 1000);
  EXPECT_EQ(streams(aws), (Json{"o-exampleorg1_111122223333_CloudTrail_us-east-1",
                                "o-exampleorg1_123456789012_CloudTrail_us-east-1"}));
  aws.clock().advance(minutes(5));
  EXPECT_EQ(files_of(aws, kMember), 1u);
}

// What a restart or a restored snapshot brings back may meet another identities file.
TEST_F(OrganizationTrail, WithoutItsOrganizationIsATrailOfOneAccount) {
  EmulatorOptions kept = options();
  kept.storage = EmulatorOptions::Storage::Temporary;
  Emulator aws(kept);
  make_trail(aws);
  must(aws, "kms", "ListKeys", Json::object(), as_member());
  kept.identities.organization.reset();
  Emulator other(kept);
  ASSERT_TRUE(other.restore_snapshot(aws.take_snapshot().value()).ok());
  must(other, "kms", "ListKeys", Json::object(), as_member());
  other.clock().advance(minutes(5));
  EXPECT_EQ(files_of(other, kMember), 1u) << "what had gathered before";
  must(other, "kms", "ListKeys", Json::object(), as_member());
  must(other, "kms", "ListKeys", Json::object());
  other.clock().advance(minutes(5));
  EXPECT_EQ(files_of(other, kMember), 1u);
  EXPECT_EQ(files_of(other, "123456789012"), 2u);
}

}  // namespace
}  // namespace keytrail
