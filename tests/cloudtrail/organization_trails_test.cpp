#include "cloudtrail/files_fixture.h"

namespace keytrail::cloudtrail {
namespace {

using namespace std::chrono_literals;
using OrganizationNames = std::vector<std::string>;

// An organization of the fixture's account with two members, and an account that is in none.
struct OrganizationTrailTest : FilesTest {
  static constexpr const char* kMember = "111122223333";
  static constexpr const char* kOtherMember = "222233334444";
  static constexpr const char* kOutsider = "999988887777";
  static constexpr const char* kNotInUse = "Your account is not a member of an organization.";
  static constexpr const char* kNotManagement =
      "You cannot configure or manage trails for an organization because this action requires "
      "being "
      "signed in with the management account.";

  OrganizationTrailTest() {
    harness.settings.identities.organization =
        Organization{"o-exampleorg1", kAccount, "", {kMember, kOtherMember}};
  }
  static Json organization_trail(Json input = bucket_only()) {
    input["IsOrganizationTrail"] = true;
    return input;
  }
  // A call of another account than the management account, which is the caller again afterwards.
  Result<Json> call_as(const char* account, std::string_view operation, Json input) {
    in_account(account);
    Result<Json> result = call(operation, std::move(input));
    in_account(kAccount);
    return result;
  }
  void record_of(const char* account, std::string_view event_name) {
    in_account(account);
    record(event_name);
    in_account(kAccount);
  }
  OrganizationNames keys_of(std::string_view folder) const {
    OrganizationNames keys;
    for (const File& file : files) {
      if (file.key.starts_with(folder)) keys.push_back(file.key);
    }
    return keys;
  }
  const File* newest_in(std::string_view folder) const {
    const File* newest = nullptr;
    for (const File& file : files) {
      if (file.key.starts_with(folder)) newest = &file;
    }
    return newest;
  }
  OrganizationNames names_under(std::string_view folder) const {
    const File* file = newest_in(folder);
    return file == nullptr ? OrganizationNames() : names_in(*file);
  }
};

TEST_F(OrganizationTrailTest, OnlyTheManagementAccountOfAnOrganizationHasThem) {
  struct Row {
    const char *what, *account, *code, *message;
  };
  const Row rows[] = {
      {"an account in no organization", kOutsider, "OrganizationsNotInUseException", kNotInUse},
      {"a member", kMember, "NotOrganizationMasterAccountException", kNotManagement},
      {"the management account", kAccount, nullptr, nullptr},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.what);
    in_account(row.account);
    must("CreateTrail", bucket_only());
    const Json make = organization_trail({{"Name", "all"}, {"S3BucketName", "bucket"}});
    const Json change = organization_trail({{"Name", "trail"}});
    if (row.code == nullptr) {
      EXPECT_EQ(must("CreateTrail", make)["IsOrganizationTrail"], true);
      EXPECT_EQ(must("UpdateTrail", change)["IsOrganizationTrail"], true);
      continue;
    }
    expect_error("CreateTrail", make, row.code, row.message);
    expect_error("UpdateTrail", change, row.code, row.message);
    EXPECT_EQ(must("GetTrail", {{"Name", "trail"}})["Trail"]["IsOrganizationTrail"], false);
    const Json plain = {{"Name", "trail"}, {"IsOrganizationTrail", false}};
    EXPECT_EQ(must("UpdateTrail", plain)["IsOrganizationTrail"], false);
  }
  harness.settings.identities.organization.reset();
  expect_error("CreateTrail", organization_trail({{"Name", "more"}, {"S3BucketName", "bucket"}}),
               "OrganizationsNotInUseException", kNotInUse);
}

TEST_F(OrganizationTrailTest, MembersSeeThem) {
  must("CreateTrail", organization_trail());
  must("CreateTrail", {{"Name", "own"}, {"S3BucketName", "bucket"}});
  const Json by_arn = {{"Name", kTrailArn}};
  for (const char* account : {kMember, kOtherMember}) {
    SCOPED_TRACE(account);
    in_account(account);
    const Json trail = must("GetTrail", by_arn)["Trail"];
    EXPECT_EQ(trail["TrailARN"], kTrailArn);
    EXPECT_EQ(trail["IsOrganizationTrail"], true);
    EXPECT_EQ(must("GetTrailStatus", by_arn)["IsLogging"], false);
    EXPECT_EQ(must("GetEventSelectors", {{"TrailName", kTrailArn}})["TrailARN"], kTrailArn);
    EXPECT_EQ(must("ListTags", {{"ResourceIdList", {kTrailArn}}})["ResourceTagList"].size(), 1u);
    EXPECT_EQ(must("ListTrails", Json::object())["Trails"],
              (Json{{{"TrailARN", kTrailArn}, {"Name", "trail"}, {"HomeRegion", "us-east-1"}}}));
    EXPECT_EQ(must("DescribeTrails", Json::object())["trailList"], Json{trail});
    EXPECT_EQ(must("DescribeTrails", {{"trailNameList", {kTrailArn}}})["trailList"], Json{trail});
    EXPECT_EQ(must("DescribeTrails", {{"includeShadowTrails", false}})["trailList"], Json::array());
    EXPECT_EQ(must("DescribeTrails",
                   {{"trailNameList", {kTrailArn}}, {"includeShadowTrails", false}})["trailList"],
              Json::array());
    expect_error("GetTrail", {{"Name", "trail"}}, "TrailNotFoundException",
                 "Unknown trail: arn:aws:cloudtrail:us-east-1:" + std::string(account) +
                     ":trail/trail for the user: " + account);
    EXPECT_EQ(call("GetTrail", {{"Name", "arn:aws:cloudtrail:us-east-1:123456789012:trail/own"}})
                  .error()
                  .code,
              "TrailNotFoundException");
  }
  in_account(kOutsider);
  expect_error("GetTrail", by_arn, "TrailNotFoundException",
               "Unknown trail: " + std::string(kTrailArn) + " for the user: " + kOutsider);
  EXPECT_EQ(must("ListTrails", Json::object())["Trails"], Json::array());
}

TEST_F(OrganizationTrailTest, MembersCannotChangeThem) {
  make_logging_trail(organization_trail());
  const Json before = must("GetTrail", {{"Name", "trail"}});
  const Json selectors = {{{"ReadWriteType", "WriteOnly"}}};
  const Json tags = {{{"Key", "team"}, {"Value", "ours"}}};
  struct Row {
    const char* operation;
    Json input;
  };
  const Row rows[] = {
      {"UpdateTrail", {{"Name", kTrailArn}, {"IsOrganizationTrail", false}}},
      {"DeleteTrail", {{"Name", kTrailArn}}},
      {"StartLogging", {{"Name", kTrailArn}}},
      {"StopLogging", {{"Name", kTrailArn}}},
      {"PutEventSelectors", {{"TrailName", kTrailArn}, {"EventSelectors", selectors}}},
      {"AddTags", {{"ResourceId", kTrailArn}, {"TagsList", tags}}},
      {"RemoveTags", {{"ResourceId", kTrailArn}, {"TagsList", tags}}},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.operation);
    in_account(kMember);
    expect_error(row.operation, row.input, "NotOrganizationMasterAccountException", kNotManagement);
    in_account(kOutsider);
    const std::string code = call(row.operation, row.input).error().code;
    EXPECT_TRUE(code == "TrailNotFoundException" || code == "ResourceNotFoundException") << code;
    in_account(kAccount);
    EXPECT_EQ(must("GetTrail", {{"Name", "trail"}}), before);
    EXPECT_EQ(must("GetTrailStatus", {{"Name", "trail"}})["IsLogging"], true);
  }
}

TEST_F(OrganizationTrailTest, EventsOfEveryAccountHaveAStreamAndAFolderOfTheirOwn) {
  make_logging_trail(organization_trail(trail_input()));
  record("Managed");
  record_of(kMember, "Members");
  record_of(kOtherMember, "Others");
  record_of(kOutsider, "Strangers");
  in_region("eu-west-1");
  record_of(kMember, "Abroad");
  in_region("us-east-1");

  ASSERT_EQ(harness.delivered.size(), 3u);
  const char* const streams[] = {"o-exampleorg1_123456789012_CloudTrail_us-east-1",
                                 "o-exampleorg1_111122223333_CloudTrail_us-east-1",
                                 "o-exampleorg1_222233334444_CloudTrail_us-east-1"};
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_EQ(harness.delivered[i].stream, streams[i]);
    EXPECT_EQ(harness.delivered[i].group, "CloudTrail/Group");
    EXPECT_EQ(harness.delivered[i].scope, (Scope{kAccount, "us-east-1"}));
  }
  EXPECT_EQ(delivered_names(), (OrganizationNames{"Managed", "Members", "Others"}));

  advance(5min);
  ASSERT_EQ(files.size(), 3u);
  EXPECT_EQ(names_under("AWSLogs/o-exampleorg1/123456789012/CloudTrail/us-east-1/2026/01/01/"
                        "123456789012_CloudTrail_us-east-1_20260101T0005Z_"),
            OrganizationNames{"Managed"});
  EXPECT_EQ(names_under("AWSLogs/o-exampleorg1/111122223333/CloudTrail/us-east-1/2026/01/01/"
                        "111122223333_CloudTrail_us-east-1_20260101T0005Z_"),
            OrganizationNames{"Members"});
  EXPECT_EQ(names_under("AWSLogs/o-exampleorg1/222233334444/CloudTrail/us-east-1/2026/01/01/"
                        "222233334444_CloudTrail_us-east-1_20260101T0005Z_"),
            OrganizationNames{"Others"});
}

TEST_F(OrganizationTrailTest, AnotherTrailOfTheManagementAccountHasItsOwnEventsOnly) {
  make_logging_trail();
  record("Managed");
  record_of(kMember, "Members");
  EXPECT_EQ(delivered_names(), OrganizationNames{"Managed"});
  EXPECT_EQ(harness.delivered[0].stream, "123456789012_CloudTrail_us-east-1");
}

TEST_F(OrganizationTrailTest, AMultiRegionTrailHasTheMembersEventsOfEveryRegion) {
  make_logging_trail(organization_trail(bucket_only("IsMultiRegionTrail")));
  in_region("eu-west-1");
  record_of(kMember, "Abroad");
  in_region("us-east-1");
  advance(5min);
  EXPECT_EQ(names_under("AWSLogs/o-exampleorg1/111122223333/CloudTrail/eu-west-1/"),
            OrganizationNames{"Abroad"});
}

TEST_F(OrganizationTrailTest, TurnedOffItIsATrailOfOneAccountAndTurnedOnAgainOfAll) {
  Json input = organization_trail(trail_input());
  input["EnableLogFileValidation"] = true;
  make_logging_trail(input);
  record_of(kMember, "First");
  advance(1min);
  must("UpdateTrail", {{"Name", "trail"}, {"IsOrganizationTrail", false}});
  EXPECT_EQ(names_under("AWSLogs/o-exampleorg1/111122223333/CloudTrail/"),
            OrganizationNames{"First"})
      << "what has gathered is delivered";
  const std::string digests = "/CloudTrail-Digest/us-east-1/2026/01/01/";
  EXPECT_EQ(keys_of("AWSLogs/o-exampleorg1/111122223333" + digests).size(), 1u)
      << "and in the last digest of a chain";
  files.clear();
  record_of(kMember, "Second");
  record("Managed");
  in_account(kMember);
  EXPECT_EQ(call("GetTrail", {{"Name", kTrailArn}}).error().code, "TrailNotFoundException");
  in_account(kAccount);
  EXPECT_EQ(delivered_names(), (OrganizationNames{"First", "Managed"}));
  EXPECT_EQ(harness.delivered.back().stream, "123456789012_CloudTrail_us-east-1");
  advance(1h);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(names_under("AWSLogs/123456789012/CloudTrail/"), OrganizationNames{"Managed"});
  const File* digest = newest_in("AWSLogs/123456789012" + digests);
  ASSERT_NE(digest, nullptr);
  EXPECT_TRUE(digest->content["previousDigestSignature"].is_null()) << "a new chain";

  must("UpdateTrail", {{"Name", "trail"}, {"IsOrganizationTrail", true}});
  record_of(kMember, "Third");
  EXPECT_EQ(delivered_names().back(), "Third");
}

TEST_F(OrganizationTrailTest, EachAccountHasAChainOfDigestsThatTheManagementAccountSigns) {
  make_logging_trail(organization_trail(bucket_only("EnableLogFileValidation")));
  record("Managed");
  record_of(kMember, "Members");
  advance(1h);
  advance(1h);
  const std::string fingerprint =
      must("ListPublicKeys", Json::object())["PublicKeyList"][0]["Fingerprint"];
  for (const char* account : {kAccount, kMember, kOtherMember}) {
    SCOPED_TRACE(account);
    const std::string folder = "AWSLogs/o-exampleorg1/" + std::string(account);
    const std::string name = folder + "/CloudTrail-Digest/us-east-1/2026/01/01/" + account +
                             "_CloudTrail-Digest_us-east-1_trail_us-east-1_20260101T0";
    EXPECT_EQ(keys_of(folder + "/CloudTrail-Digest/"),
              (OrganizationNames{name + "10000Z.json.gz", name + "20000Z.json.gz"}));
    const File* first = newest_in(name + "1");
    const File* second = newest_in(name + "2");
    ASSERT_TRUE(first != nullptr && second != nullptr);
    EXPECT_EQ(first->content["awsAccountId"], account);
    EXPECT_EQ(first->content["digestPublicKeyFingerprint"], fingerprint);
    const OrganizationNames logs = keys_of(folder + "/CloudTrail/");
    EXPECT_EQ(first->content["logFiles"].size(), logs.size());
    EXPECT_EQ(logs.size(), account == std::string_view(kOtherMember) ? 0u : 1u);
    if (!logs.empty()) {
      EXPECT_EQ(first->content["logFiles"][0]["s3Object"], logs[0]);
    }
    EXPECT_EQ(second->content["previousDigestS3Object"], first->key);
    EXPECT_EQ(second->content["previousDigestSignature"], first->metadata["signature"]);
  }
  // Members can look up what their digests were signed with; others cannot.
  const auto lists = [&](const char* account) {
    const Json keys = call_as(account, "ListPublicKeys", Json::object()).value()["PublicKeyList"];
    return std::any_of(keys.begin(), keys.end(),
                       [&](const Json& key) { return key["Fingerprint"] == fingerprint; });
  };
  EXPECT_TRUE(lists(kMember));
  EXPECT_FALSE(lists(kOutsider));

  must("StopLogging", {{"Name", "trail"}});
  EXPECT_TRUE(state.digest_chains.empty());
  EXPECT_FALSE(harness.scheduler.next_due());
}

TEST_F(OrganizationTrailTest, ADelayedTrailHasTheMembersEventsUnlessItWasTurnedOffMeanwhile) {
  make_logging_trail(organization_trail(trail_input()));
  harness.settings.trail_delay = 10min;
  record_of(kMember, "First");
  EXPECT_TRUE(delivered_names().empty());
  advance(10min);
  EXPECT_EQ(delivered_names(), OrganizationNames{"First"});
  EXPECT_EQ(harness.delivered[0].stream, "o-exampleorg1_111122223333_CloudTrail_us-east-1");
  record_of(kMember, "Second");
  record("Managed");
  must("UpdateTrail", {{"Name", "trail"}, {"IsOrganizationTrail", false}});
  advance(10min);
  EXPECT_EQ(delivered_names(), (OrganizationNames{"First", "Managed"}));
}

TEST_F(OrganizationTrailTest, ALogGroupThatWasGoneGetsWhatItMissedOfEveryAccount) {
  make_logging_trail(organization_trail(trail_input()));
  const std::set<std::string> groups = std::exchange(harness.log_groups, {});
  record_of(kMember, "First");
  record("Managed");
  EXPECT_TRUE(status().contains("LatestCloudWatchLogsDeliveryError"));
  harness.log_groups = groups;
  record("More");
  EXPECT_EQ(delivered_names(), (OrganizationNames{"Managed", "More"}));
  EXPECT_TRUE(status().contains("LatestCloudWatchLogsDeliveryError")) << "the member's still waits";
  advance(5min);
  EXPECT_EQ(delivered_names().back(), "First");
  EXPECT_EQ(harness.delivered.back().stream, "o-exampleorg1_111122223333_CloudTrail_us-east-1");
  EXPECT_FALSE(status().contains("LatestCloudWatchLogsDeliveryError"));
}

TEST_F(OrganizationTrailTest, WhatWaitsForAMemberIsKeptAsItsOwn) {
  make_logging_trail(organization_trail(bucket_only("EnableLogFileValidation")));
  record_of(kMember, "First");
  State loaded;
  for (TableBase* table : state.tables()) {
    for (TableBase* other : loaded.tables()) {
      if (other->kind() != table->kind()) continue;
      table->for_each_id(
          [&](const std::string& id) { other->load(id, *parse_json(*table->row(id))); });
    }
  }
  const std::string id = std::string("123456789012/us-east-1/trail/us-east-1/") + kMember;
  ASSERT_NE(loaded.queues.find(id), nullptr);
  EXPECT_EQ(loaded.queues.find(id)->origin.member_account, kMember);
  EXPECT_EQ(loaded.queues.find(id)->origin.region, "us-east-1");
  ASSERT_NE(loaded.digest_chains.find(id), nullptr);
  EXPECT_EQ(loaded.digest_chains.find(id)->origin.member_account, kMember);
  EXPECT_EQ(loaded.trails.find("123456789012/us-east-1/trail")->organization_id, "o-exampleorg1");
}

TEST_F(OrganizationTrailTest, TheBucketHasToLetTheOrganizationsFolderBeWritten) {
  std::string allowed = "AWSLogs/123456789012/";
  harness.denial = [&](const AccessRequest& request) -> std::optional<std::string> {
    if (request.action != "s3:PutObject") return std::nullopt;
    if (request.resource.starts_with("arn:aws:s3:::bucket/" + allowed)) return std::nullopt;
    return " because no resource-based policy allows it";
  };
  expect_error("CreateTrail", organization_trail(), "InsufficientS3BucketPolicyException",
               "Incorrect S3 bucket policy is detected for bucket: bucket");
  must("CreateTrail", bucket_only());
  expect_error("UpdateTrail", {{"Name", "trail"}, {"IsOrganizationTrail", true}},
               "InsufficientS3BucketPolicyException",
               "Incorrect S3 bucket policy is detected for bucket: bucket");
  allowed = "AWSLogs/o-exampleorg1/";
  must("UpdateTrail", {{"Name", "trail"}, {"IsOrganizationTrail", true}});
}

}  // namespace
}  // namespace keytrail::cloudtrail
