#include "cloudtrail/files_fixture.h"

namespace keytrail::cloudtrail {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;
using LogFilesTest = FilesTest;

TEST_F(LogFilesTest, WhatGathersInFiveMinutesIsOneFilePerRegion) {
  make_logging_trail(bucket_only("IsMultiRegionTrail"));
  advance(2min);
  record("Encrypt");
  in_region("eu-west-1");
  record("Abroad");
  in_region("us-east-1");
  record("Decrypt");
  EXPECT_TRUE(files.empty());
  advance(3min);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(names_in(files[0]), (Names{"Encrypt", "Decrypt"}));
  EXPECT_EQ(names_in(files[1]), Names{"Abroad"});
  const std::string folder = "AWSLogs/123456789012/CloudTrail/";
  const std::string first =
      folder + "us-east-1/2026/01/01/123456789012_CloudTrail_us-east-1_20260101T0005Z_";
  EXPECT_TRUE(files[0].key.starts_with(first)) << files[0].key;
  EXPECT_EQ(files[0].key.size(),
            first.size() + std::string_view("1234567890123456.json.gz").size());
  EXPECT_TRUE(files[1].key.starts_with(folder + "eu-west-1/")) << files[1].key;
  EXPECT_EQ(status()["LatestDeliveryTime"], millis_of(harness.now));
  advance(1h);
  EXPECT_EQ(files.size(), 2u) << "an empty interval has no file";
  EXPECT_FALSE(harness.scheduler.next_due());
}

TEST_F(LogFilesTest, AMissingBucketShowsAndIsMadeUpForInOrder) {
  make_logging_trail(bucket_only());
  record("First");
  broken_buckets = {"bucket"};
  advance(5min);
  record("Second");
  advance(5min);
  EXPECT_TRUE(files.empty());
  EXPECT_EQ(status()["LatestDeliveryError"], "NoSuchBucket");
  broken_buckets.clear();
  advance(5min);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(names_in(files[0]), (Names{"First", "Second"}));
  EXPECT_FALSE(status().contains("LatestDeliveryError"));
}

TEST_F(LogFilesTest, DeliveryIsGivenUpAfterThirtyDays) {
  make_logging_trail(bucket_only());
  record("First");
  broken_buckets = {"bucket"};
  advance(std::chrono::days(29));
  EXPECT_TRUE(harness.scheduler.next_due());
  advance(std::chrono::days(2));
  EXPECT_FALSE(harness.scheduler.next_due());
  broken_buckets.clear();
  advance(std::chrono::days(1));
  EXPECT_TRUE(files.empty());
}

TEST_F(LogFilesTest, ALogGroupThatWasGoneGetsWhatItMissed) {
  make_logging_trail();
  harness.log_groups.clear();
  record("First");
  record("Second");
  EXPECT_TRUE(status()["LatestCloudWatchLogsDeliveryError"].is_string());
  harness.log_groups = {"123456789012/us-east-1/CloudTrail/Group"};
  record("Third");
  EXPECT_EQ(delivered_names(), (Names{"First", "Second", "Third"}));
  EXPECT_FALSE(status().contains("LatestCloudWatchLogsDeliveryError"));

  harness.log_groups.clear();
  record("Fourth");
  advance(5min);
  harness.log_groups = {"123456789012/us-east-1/CloudTrail/Group"};
  advance(5min);
  EXPECT_EQ(delivered_names().back(), "Fourth");
  EXPECT_FALSE(status().contains("LatestCloudWatchLogsDeliveryError"));
}

TEST_F(LogFilesTest, ALogGroupThatRefusesSaysWhy) {
  make_logging_trail();
  harness.log_refusal = ApiError{"AccessDeniedException", "Its key is disabled."};
  record("First");
  const auto shown = [&] { return string_member(status(), "LatestCloudWatchLogsDeliveryError"); };
  EXPECT_EQ(shown(), "AccessDeniedException: Its key is disabled.");
  harness.log_groups.clear();
  advance(5min);
  EXPECT_EQ(shown(), "ResourceNotFoundException: The specified log group does not exist.");
  harness.log_groups = {"123456789012/us-east-1/CloudTrail/Group"};
  harness.log_refusal.reset();
  advance(5min);
  EXPECT_EQ(shown(), "");
  EXPECT_EQ(delivered_names(), Names{"First"});
}

TEST_F(LogFilesTest, ATopicHearsOfEachDelivery) {
  Json input = bucket_only();
  input["SnsTopicName"] = "files";
  const Json created = must("CreateTrail", input);
  EXPECT_EQ(created["SnsTopicARN"], "arn:aws:sns:us-east-1:123456789012:files");
  EXPECT_EQ(created["SnsTopicName"], "files");
  must("StartLogging", {{"Name", "trail"}});
  record("Encrypt");
  advance(5min);
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0], R"({"s3Bucket":"bucket","s3ObjectKey":[")" + files[0].key + R"("]})");
  EXPECT_EQ(status()["LatestNotificationTime"], millis_of(harness.now));
  expect_error("UpdateTrail", {{"Name", "trail"}, {"SnsTopicName", "none"}},
               "InsufficientSnsTopicPolicyException",
               "SNS Topic does not exist or the topic policy is incorrect!");
  EXPECT_EQ(call("UpdateTrail", {{"Name", "trail"}, {"SnsTopicName", "a b"}}).error().code,
            "InvalidSnsTopicNameException");
}

TEST_F(LogFilesTest, FilesLieUnderTheTrailsKey) {
  harness.key_arns = {{"alias/trail", "arn:key"}};
  Json input = bucket_only();
  input["KmsKeyId"] = "alias/none";
  EXPECT_EQ(call("CreateTrail", input).error().code, "KmsKeyNotFoundException");
  input["KmsKeyId"] = "alias/trail";
  EXPECT_EQ(must("CreateTrail", input)["KmsKeyId"], "arn:key");
  must("StartLogging", {{"Name", "trail"}});
  record("Encrypt");
  advance(5min);
  const Json& put = harness.nested_calls.back().input;
  EXPECT_EQ(put["ServerSideEncryption"], "aws:kms");
  EXPECT_EQ(put["SSEKMSKeyId"], "arn:key");
  EXPECT_EQ(put["SSEKMSEncryptionContext"],
            to_base64(R"({"aws:cloudtrail:arn":")" + std::string(kTrailArn) + R"("})"));
  EXPECT_FALSE(must("UpdateTrail", {{"Name", "trail"}, {"KmsKeyId", ""}}).contains("KmsKeyId"));
}

TEST_F(LogFilesTest, WhatADeliveryItselfRecordsIsForTheNextFile) {
  make_logging_trail(bucket_only());
  const auto put = harness.answer_nested_call;
  harness.answer_nested_call = [&](const testing::Harness::NestedCall& asked) {
    record("GenerateDataKey");
    return put(asked);
  };
  record("Encrypt");
  advance(10min);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(names_in(files[0]), Names{"Encrypt"});
  EXPECT_EQ(names_in(files[1]), Names{"GenerateDataKey"});
}

TEST_F(LogFilesTest, DigestsFormAChainThatStoppingEnds) {
  make_logging_trail(bucket_only("EnableLogFileValidation"));
  record("Encrypt");
  advance(1h);
  ASSERT_EQ(files.size(), 2u);
  const File first = files[1];
  EXPECT_EQ(first.key,
            "AWSLogs/123456789012/CloudTrail-Digest/us-east-1/2026/01/01/"
            "123456789012_CloudTrail-Digest_us-east-1_trail_us-east-1_20260101T010000Z.json.gz");
  EXPECT_EQ(first.content["digestStartTime"], "2026-01-01T00:00:00Z");
  EXPECT_EQ(first.content["digestEndTime"], "2026-01-01T01:00:00Z");
  EXPECT_EQ(first.content["logFiles"][0]["s3Object"], files[0].key);
  EXPECT_TRUE(first.content["previousDigestSignature"].is_null());
  EXPECT_EQ(first.metadata["signature-algorithm"], "SHA256withRSA");

  advance(1h);
  const File second = files.back();
  EXPECT_EQ(second.content["logFiles"], Json::array());
  EXPECT_TRUE(second.content["newestEventTime"].is_null());
  EXPECT_EQ(second.content["previousDigestS3Object"], first.key);
  EXPECT_EQ(second.content["previousDigestSignature"], first.metadata["signature"]);

  record("Decrypt");
  advance(1min);
  must("StopLogging", {{"Name", "trail"}});
  ASSERT_EQ(files.size(), 5u) << "a last file and a last digest";
  EXPECT_EQ(names_in(files[3]), Names{"Decrypt"});
  EXPECT_EQ(files[4].content["digestEndTime"], "2026-01-01T02:01:00Z");
  EXPECT_EQ(files[4].content["logFiles"].size(), 1u);
  advance(5h);
  EXPECT_EQ(files.size(), 5u);

  must("StartLogging", {{"Name", "trail"}});
  advance(1h);
  EXPECT_TRUE(files.back().content["previousDigestS3Object"].is_null()) << "a new chain";
  must("UpdateTrail", {{"Name", "trail"}, {"EnableLogFileValidation", false}});
  EXPECT_EQ(must("GetTrail", {{"Name", "trail"}})["Trail"]["LogFileValidationEnabled"], false);
  const std::size_t count = files.size();
  advance(5h);
  EXPECT_EQ(files.size(), count);
}

TEST_F(LogFilesTest, DeletingATrailDeliversTheRest) {
  make_logging_trail(bucket_only("EnableLogFileValidation"));
  record("Encrypt");
  advance(1min);
  must("DeleteTrail", {{"Name", "trail"}});
  EXPECT_EQ(files.size(), 2u);
  EXPECT_TRUE(state.queues.empty());
  EXPECT_TRUE(state.digest_chains.empty());
  EXPECT_FALSE(harness.scheduler.next_due());
}

TEST_F(LogFilesTest, PublicKeysAreThoseOfTheTimeAskedFor) {
  const Json now = must("ListPublicKeys", Json::object())["PublicKeyList"];
  ASSERT_EQ(now.size(), 1u);
  EXPECT_EQ(string_member(now[0], "Fingerprint").size(), 32u);
  EXPECT_EQ(must("ListPublicKeys", Json::object())["PublicKeyList"], now);
  const std::int64_t day = 86'400'000;
  const std::int64_t at = millis_of(harness.now);
  EXPECT_EQ(must("ListPublicKeys", {{"StartTime", at - day}, {"EndTime", at}})["PublicKeyList"],
            now);
  EXPECT_EQ(must("ListPublicKeys", {{"StartTime", at - day}, {"EndTime", at - 1}})["PublicKeyList"],
            Json::array());
  EXPECT_EQ(call("ListPublicKeys", {{"StartTime", at}, {"EndTime", at - 1}}).error().code,
            "InvalidTimeRangeException");
}

TEST_F(LogFilesTest, PublicKeysChangeWithTimeAndStayKnown) {
  const auto listed = [&](const Json& input) {
    return must("ListPublicKeys", input)["PublicKeyList"];
  };
  const std::int64_t start = millis_of(harness.now);
  const Json first = listed(Json::object());
  EXPECT_EQ(first[0]["ValidityStartTime"], start);
  const std::int64_t end = first[0]["ValidityEndTime"];
  harness.now = instant_of(end - 1);
  EXPECT_EQ(listed(Json::object()), first);
  harness.now = instant_of(end);
  const Json second = listed(Json::object());
  ASSERT_EQ(second.size(), 1u);
  EXPECT_NE(second[0]["Fingerprint"], first[0]["Fingerprint"]);
  EXPECT_EQ(listed({{"StartTime", start}}), (Json{first[0], second[0]}));
  EXPECT_EQ(listed({{"StartTime", start}, {"EndTime", end - 1}}), first);
}

}  // namespace
}  // namespace keytrail::cloudtrail
