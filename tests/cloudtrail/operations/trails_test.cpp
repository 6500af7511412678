#include "cloudtrail/fixture.h"

namespace keytrail::cloudtrail {
namespace {

using TrailTest = CloudTrailTest;

TEST_F(TrailTest, CreateTrailAnswersItsSettingsAndDoesNotLogYet) {
  const Json output = must("CreateTrail", trail_input());
  EXPECT_EQ(
      to_text(output),
      R"({"Name":"trail","S3BucketName":"bucket","IncludeGlobalServiceEvents":true,)"
      R"("IsMultiRegionTrail":false,)"
      R"("TrailARN":"arn:aws:cloudtrail:us-east-1:123456789012:trail/trail",)"
      R"("LogFileValidationEnabled":false,)"
      R"("CloudWatchLogsLogGroupArn":"arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/Group:*",)"
      R"("CloudWatchLogsRoleArn":"arn:aws:iam::123456789012:role/CloudTrail_CloudWatchLogs_Role",)"
      R"("IsOrganizationTrail":false})");
  EXPECT_EQ(must("GetTrailStatus", {{"Name", "trail"}})["IsLogging"], false);
}

TEST_F(TrailTest, CreateTrailRefusesNamesByTheRuleTheyBreak) {
  struct Case {
    const char* name;
    std::string trail;
    const char* message;
  };
  const Case cases[] = {
      {"two characters", "ab",
       "Trail name too short. Minimum allowed length: 3 characters. Specified name length: 2 "
       "characters."},
      {"129 characters", std::string(129, 'a'),
       "Trail name too long. Maximum allowed length: 128 characters. Specified name length: 129 "
       "characters."},
      {"a dash first", "-ab", "Trail name must starts with a letter or number."},
      {"a dash last", "ab-", "Trail name must ends with a letter or number."},
      {"a blank inside", "a b",
       "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, periods "
       "(.), hyphens (-), and underscores (_)."},
      {"two marks together", "a-_b",
       "Trail name must not contain adjacent periods (.), hyphens (-), or underscores (_)."},
      {"an IP address", "10.0.0.1", "Trail name must not be formatted as an IP address."},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    expect_error("CreateTrail", trail_input(c.trail), "InvalidTrailNameException", c.message);
  }
  for (const std::string& good :
       {std::string("abc"), std::string(128, 'a'), std::string("a.b-C_9")}) {
    SCOPED_TRACE(good);
    must("CreateTrail", trail_input(good));
  }
}

TEST_F(TrailTest, CreateTrailChecksWhatTheTrailWritesTo) {
  struct Case {
    const char* name;
    Json change;
    const char* code;
    const char* message;
  };
  const Case cases[] = {
      {"missing bucket",
       {{"S3BucketName", "nowhere"}},
       "S3BucketDoesNotExistException",
       "S3 bucket nowhere does not exist!"},
      {"prefix of 201 characters",
       {{"S3KeyPrefix", std::string(201, 'p')}},
       "InvalidS3PrefixException",
       "S3 prefix too long. Maximum allowed length: 200 characters."},
      {"group without role",
       {{"CloudWatchLogsRoleArn", nullptr}},
       "InvalidCloudWatchLogsRoleArnException",
       "You must specify a role ARN as well as a log group."},
      {"role without group",
       {{"CloudWatchLogsLogGroupArn", nullptr}},
       "InvalidCloudWatchLogsLogGroupArnException",
       "You must specify a log group as well as a role ARN."},
      {"group that is missing",
       {{"CloudWatchLogsLogGroupArn", "arn:aws:logs:us-east-1:123456789012:log-group:None:*"}},
       "InvalidCloudWatchLogsLogGroupArnException",
       "CloudTrail cannot validate the specified log group ARN."},
      {"group of another region",
       {{"CloudWatchLogsLogGroupArn",
         "arn:aws:logs:eu-west-1:123456789012:log-group:CloudTrail/Group:*"}},
       "InvalidCloudWatchLogsLogGroupArnException",
       "CloudTrail cannot validate the specified log group ARN."},
      {"role that is a user",
       {{"CloudWatchLogsRoleArn", "arn:aws:iam::123456789012:user/u"}},
       "InvalidCloudWatchLogsRoleArnException",
       "CloudTrail cannot validate the specified role ARN."},
      {"all regions without global events",
       {{"IsMultiRegionTrail", true}, {"IncludeGlobalServiceEvents", false}},
       "InvalidParameterCombinationException",
       "Multi-Region trail must include global service events."},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    Json input = trail_input();
    input.update(c.change);
    expect_error("CreateTrail", input, c.code, c.message);
  }
  EXPECT_TRUE(must("ListTrails", Json::object())["Trails"].empty());
  must("CreateTrail", trail_input());
}

TEST_F(TrailTest, CreateTrailTakesAGroupArnWithAndWithoutItsStar) {
  Json input = trail_input();
  input["CloudWatchLogsLogGroupArn"] =
      "arn:aws:logs:us-east-1:123456789012:log-group:CloudTrail/Group";
  make_logging_trail(input);
  record("Encrypt");
  ASSERT_EQ(harness.delivered.size(), 1u);
  EXPECT_EQ(harness.delivered[0].group, "CloudTrail/Group");
}

TEST_F(TrailTest, ANameIsTakenWhereverTheOtherTrailIsSeen) {
  const std::string taken = "Trail trail already exists for customer: 123456789012";
  must("CreateTrail", trail_input());
  expect_error("CreateTrail", trail_input(), "TrailAlreadyExistsException", taken);

  in_region("eu-west-1");
  Json input = {{"Name", "trail"}, {"S3BucketName", "bucket"}};
  input["IsMultiRegionTrail"] = true;
  expect_error("CreateTrail", input, "TrailAlreadyExistsException", taken);
  input["IsMultiRegionTrail"] = false;
  must("CreateTrail", input);

  harness.caller.scope.account = "999999999999";
  must("CreateTrail", input);
}

TEST_F(TrailTest, ARegionHoldsFiveTrailsAndAMultiRegionTrailCountsInEach) {
  const auto input = [](const std::string& name, bool is_multi_region) {
    return Json{
        {"Name", name}, {"S3BucketName", "bucket"}, {"IsMultiRegionTrail", is_multi_region}};
  };
  must("CreateTrail", input("everywhere", true));
  in_region("eu-west-1");
  for (const char* name : {"one", "two", "three", "four"}) must("CreateTrail", input(name, false));
  expect_error("CreateTrail", input("five", false), "MaximumNumberOfTrailsExceededException",
               "User: 123456789012 already has 5 trails in eu-west-1.");
  in_region("us-east-1");
  must("CreateTrail", input("five", false));
  expect_error("CreateTrail", input("six", true), "MaximumNumberOfTrailsExceededException",
               "User: 123456789012 already has 5 trails in eu-west-1.");
}

TEST_F(TrailTest, UnknownTrailsAreNamedByTheirArn) {
  for (const char* operation : {"GetTrail", "GetTrailStatus", "StartLogging", "StopLogging",
                                "DeleteTrail", "UpdateTrail"}) {
    SCOPED_TRACE(operation);
    const std::string message =
        "Unknown trail: " + std::string(kTrailArn) + " for the user: 123456789012";
    expect_error(operation, {{"Name", "trail"}}, "TrailNotFoundException", message);
    expect_error(operation, {{"Name", kTrailArn}}, "TrailNotFoundException", message);
    expect_error(operation, {{"Name", "?"}}, "InvalidTrailNameException",
                 "Trail name too short. Minimum allowed length: 3 characters. Specified name "
                 "length: 1 characters.");
    const Result<Json> bad_arn = call(operation, {{"Name", "arn:aws:kms:us-east-1:1:trail/trail"}});
    ASSERT_FALSE(bad_arn.ok());
    EXPECT_EQ(bad_arn.error().code, "CloudTrailARNInvalidException");
  }
}

TEST_F(TrailTest, AShadowTrailIsReadByArnAndChangedAtHomeOnly) {
  Json input = trail_input();
  input["IsMultiRegionTrail"] = true;
  must("CreateTrail", input);
  in_region("eu-west-1");

  EXPECT_EQ(must("DescribeTrails", Json::object())["trailList"].size(), 1u);
  EXPECT_EQ(must("DescribeTrails", {{"includeShadowTrails", false}})["trailList"].size(), 0u);
  EXPECT_EQ(must("DescribeTrails", {{"trailNameList", {"trail"}}})["trailList"].size(), 0u);
  EXPECT_EQ(must("DescribeTrails", {{"trailNameList", {kTrailArn}}})["trailList"].size(), 1u);
  EXPECT_EQ(must("GetTrail", {{"Name", kTrailArn}})["Trail"]["HomeRegion"], "us-east-1");
  EXPECT_EQ(call("GetTrail", {{"Name", "trail"}}).error().code, "TrailNotFoundException");
  for (const char* operation : {"StartLogging", "StopLogging", "DeleteTrail", "UpdateTrail"}) {
    SCOPED_TRACE(operation);
    const Result<Json> result = call(operation, {{"Name", kTrailArn}});
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, "InvalidHomeRegionException");
  }
  in_region("us-east-1");
  must("StartLogging", {{"Name", kTrailArn}});
}

TEST_F(TrailTest, DescribeTrailsLeavesOutWhatItDoesNotFind) {
  must("CreateTrail", trail_input());
  in_region("eu-west-1");
  must("CreateTrail", {{"Name", "abroad"}, {"S3BucketName", "bucket"}});
  in_region("us-east-1");
  const Json all = must("DescribeTrails", Json::object())["trailList"];
  ASSERT_EQ(all.size(), 1u);  // A trail of one region is not seen from another.
  EXPECT_EQ(all[0]["HasCustomEventSelectors"], false);
  EXPECT_EQ(must("DescribeTrails", {{"trailNameList", {"trail", "missing"}}})["trailList"].size(),
            1u);
  EXPECT_EQ(must("ListTrails", Json::object())["Trails"].size(), 2u);
}

TEST_F(TrailTest, UpdateTrailChangesWhatIsGivenAndChecksTheWhole) {
  must("CreateTrail", trail_input());
  Json output = must("UpdateTrail", {{"Name", "trail"}, {"S3BucketName", "other-bucket"}});
  EXPECT_EQ(output["S3BucketName"], "other-bucket");
  EXPECT_EQ(output["CloudWatchLogsLogGroupArn"], kGroupArn);

  expect_error("UpdateTrail", {{"Name", "trail"}, {"CloudWatchLogsRoleArn", ""}},
               "InvalidCloudWatchLogsRoleArnException",
               "You must specify a role ARN as well as a log group.");
  output =
      must("UpdateTrail",
           {{"Name", "trail"}, {"CloudWatchLogsRoleArn", ""}, {"CloudWatchLogsLogGroupArn", ""}});
  EXPECT_FALSE(output.contains("CloudWatchLogsLogGroupArn"));
}

TEST_F(TrailTest, GlobalServiceEventsFollowTheReachOfTheTrail) {
  must("CreateTrail", trail_input());
  Json output = must("UpdateTrail", {{"Name", "trail"}, {"IsMultiRegionTrail", true}});
  EXPECT_EQ(output["IncludeGlobalServiceEvents"], true);
  expect_error("UpdateTrail", {{"Name", "trail"}, {"IncludeGlobalServiceEvents", false}},
               "InvalidParameterCombinationException",
               "Multi-Region trail must include global service events.");
  output = must("UpdateTrail", {{"Name", "trail"}, {"IsMultiRegionTrail", false}});
  EXPECT_EQ(output["IncludeGlobalServiceEvents"], false);
}

TEST_F(TrailTest, StatusFollowsStartAndStopAndIgnoresRepeats) {
  must("CreateTrail", trail_input());
  Json status = must("GetTrailStatus", {{"Name", "trail"}});
  EXPECT_FALSE(status.contains("StartLoggingTime"));
  EXPECT_EQ(status["TimeLoggingStarted"], "");
  EXPECT_FALSE(status.contains("LatestDeliveryTime"));  // Nothing goes to S3 yet.

  const std::int64_t started = millis_of(harness.now);
  must("StartLogging", {{"Name", "trail"}});
  harness.now += std::chrono::minutes{5};
  must("StartLogging", {{"Name", "trail"}});
  status = must("GetTrailStatus", {{"Name", "trail"}});
  EXPECT_EQ(status["IsLogging"], true);
  EXPECT_EQ(status["StartLoggingTime"], started);
  EXPECT_EQ(status["TimeLoggingStarted"], "2026-01-01T00:00:00Z");

  must("StopLogging", {{"Name", "trail"}});
  status = must("GetTrailStatus", {{"Name", "trail"}});
  EXPECT_EQ(status["IsLogging"], false);
  EXPECT_EQ(status["StopLoggingTime"], millis_of(harness.now));
}

TEST_F(TrailTest, ADeletedTrailIsGoneAndDeliversNothing) {
  make_logging_trail();
  must("DeleteTrail", {{"Name", "trail"}});
  record("Encrypt");
  EXPECT_TRUE(harness.delivered.empty());
  EXPECT_EQ(call("DeleteTrail", {{"Name", "trail"}}).error().code, "TrailNotFoundException");
}

TEST_F(TrailTest, TagsAreKeptPerTrailAndPutOverOneAnother) {
  Json input = trail_input();
  input["TagsList"] = {{{"Key", "team"}, {"Value", "keys"}}};
  must("CreateTrail", input);
  must("AddTags", {{"ResourceId", kTrailArn},
                   {"TagsList", {{{"Key", "team"}, {"Value", "audit"}}, {{"Key", "empty"}}}}});
  const Json list = must("ListTags", {{"ResourceIdList", {kTrailArn}}})["ResourceTagList"];
  EXPECT_EQ(to_text(list),
            R"([{"ResourceId":"arn:aws:cloudtrail:us-east-1:123456789012:trail/trail",)"
            R"("TagsList":[{"Key":"empty"},{"Key":"team","Value":"audit"}]}])");
  must("RemoveTags", {{"ResourceId", kTrailArn}, {"TagsList", {{{"Key", "team"}}}}});
  EXPECT_EQ(state.trails.rows().begin()->second.tags.size(), 1u);
}

TEST_F(TrailTest, TagErrorsNameTheirCause) {
  must("CreateTrail", trail_input());
  const auto add = [&](const std::string& arn, Json tags) {
    const Result<Json> result = call("AddTags", {{"ResourceId", arn}, {"TagsList", tags}});
    return result.ok() ? std::string() : result.error().code + ": " + result.error().message;
  };
  const Json one = Json::array({{{"Key", "a"}, {"Value", "b"}}});
  Json many = Json::array();
  for (int i = 0; i < 51; ++i) many.push_back({{"Key", std::to_string(i)}});
  EXPECT_EQ(add(kTrailArn, many),
            "TagsLimitExceededException: The number of tags per trail has exceeded the permitted "
            "amount. Currently, the limit is 50.");
  EXPECT_EQ(add(kTrailArn, Json::array({one[0], one[0]})),
            "InvalidTagParameterException: Duplicate tag key: a");
  EXPECT_TRUE(add(kTrailArn, Json::array({{{"Key", "AWS:a"}}}))
                  .starts_with("InvalidTagParameterException"));
  EXPECT_TRUE(add("trail", one).starts_with("CloudTrailARNInvalidException"));
  EXPECT_EQ(add("arn:aws:cloudtrail:eu-west-1:123456789012:trail/trail", one),
            "CloudTrailARNInvalidException: Region in ARN is wrong, you can only access resources "
            "in region us-east-1.");
  EXPECT_TRUE(add("arn:aws:cloudtrail:us-east-1:123456789012:trail/other", one)
                  .starts_with("ResourceNotFoundException"));
  EXPECT_EQ(add(kTrailArn, one), "");
}

TEST_F(TrailTest, ATrailIsTheSameAfterItWasSavedAndLoaded) {
  make_logging_trail();
  must("PutEventSelectors",
       {{"TrailName", "trail"},
        {"EventSelectors",
         {{{"ReadWriteType", "WriteOnly"},
           {"DataResources", {{{"Type", "AWS::S3::Object"}, {"Values", {"arn:aws:s3"}}}}}}}}});
  const std::string saved = *state.trails.row("123456789012/us-east-1/trail");
  State loaded;
  loaded.trails.load("123456789012/us-east-1/trail", *parse_json(saved));
  EXPECT_EQ(*loaded.trails.row("123456789012/us-east-1/trail"), saved);
  EXPECT_EQ(loaded.trails.find("123456789012/us-east-1/trail")->selectors[0].data_resources.size(),
            1u);
}

}  // namespace
}  // namespace keytrail::cloudtrail
