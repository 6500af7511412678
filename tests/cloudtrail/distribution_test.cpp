#include "cloudtrail/fixture.h"

namespace keytrail::cloudtrail {
namespace {

using DistributionTest = CloudTrailTest;
using Names = std::vector<std::string>;

Json selectors(Json list) { return {{"TrailName", "trail"}, {"EventSelectors", std::move(list)}}; }
Json advanced(Json fields) {
  return {{"TrailName", "trail"},
          {"AdvancedEventSelectors", Json::array({{{"FieldSelectors", std::move(fields)}}})}};
}

TEST_F(DistributionTest, ALoggingTrailGetsTheRecordAtOnceInItsOwnStream) {
  make_logging_trail();
  const std::string event_id = record("Encrypt");
  ASSERT_EQ(harness.delivered.size(), 1u);
  const auto& event = harness.delivered[0];
  EXPECT_EQ(event.scope, (Scope{"123456789012", "us-east-1"}));
  EXPECT_EQ(event.group, "CloudTrail/Group");
  EXPECT_EQ(event.stream, "123456789012_CloudTrail_us-east-1");
  EXPECT_EQ(event.event_id, event_id);
  EXPECT_EQ(event.at, harness.now);
  EXPECT_EQ(string_member(*parse_json(event.message), "eventID"), event_id);
}

TEST_F(DistributionTest, NothingIsDeliveredBeforeStartNorAfterStop) {
  must("CreateTrail", trail_input());
  record("Before");
  must("StartLogging", {{"Name", "trail"}});
  record("Between");
  must("StopLogging", {{"Name", "trail"}});
  record("After");
  EXPECT_EQ(delivered_names(), Names{"Between"});
}

TEST_F(DistributionTest, ATrailWithoutLogGroupDeliversToNone) {
  make_logging_trail({{"Name", "trail"}, {"S3BucketName", "bucket"}});
  record("Encrypt");
  EXPECT_TRUE(harness.delivered.empty());
}

TEST_F(DistributionTest, ATrailOfOneRegionTakesItsOwnAndAMultiRegionTrailTakesAll) {
  make_logging_trail();
  in_region("eu-west-1");
  record("Abroad");
  EXPECT_TRUE(harness.delivered.empty());

  in_region("us-east-1");
  must("UpdateTrail", {{"Name", "trail"}, {"IsMultiRegionTrail", true}});
  in_region("eu-west-1");
  record("Abroad");
  ASSERT_EQ(harness.delivered.size(), 1u);
  EXPECT_EQ(harness.delivered[0].scope.region, "us-east-1");  // At the trail's home.
  EXPECT_EQ(harness.delivered[0].stream, "123456789012_CloudTrail_us-east-1");

  harness.caller.scope.account = "999999999999";
  record("Stranger");
  EXPECT_EQ(delivered_names(), Names{"Abroad"});
}

TEST_F(DistributionTest, GlobalServicesAreLeftOutWhenTheTrailSaysSo) {
  Json input = trail_input();
  input["IncludeGlobalServiceEvents"] = false;
  make_logging_trail(input);
  record("CreateUser", "iam.amazonaws.com", false);
  record("CreateKey", "kms.amazonaws.com", false);
  EXPECT_EQ(delivered_names(), Names{"CreateKey"});
}

TEST_F(DistributionTest, BasicSelectorsChooseByAccessAndSource) {
  struct Case {
    const char* name;
    Json list;
    Names expected;  // Of a KMS read, a KMS write and an SNS read.
  };
  const Case cases[] = {
      {"everything by default", {Json::object()}, {"Decrypt", "DisableKey", "ListTopics"}},
      {"reads", {{{"ReadWriteType", "ReadOnly"}}}, {"Decrypt", "ListTopics"}},
      {"writes", {{{"ReadWriteType", "WriteOnly"}}}, {"DisableKey"}},
      {"all but KMS", {{{"ExcludeManagementEventSources", {"kms.amazonaws.com"}}}}, {"ListTopics"}},
      {"no management events", {{{"IncludeManagementEvents", false}}}, {}},
      {"any of two",
       {{{"ReadWriteType", "WriteOnly"}},
        {{"ExcludeManagementEventSources", {"kms.amazonaws.com"}}}},
       {"DisableKey", "ListTopics"}},
  };
  make_logging_trail();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    harness.delivered.clear();
    must("PutEventSelectors", selectors(c.list));
    record("Decrypt");
    record("DisableKey", "kms.amazonaws.com", false);
    record("ListTopics", "sns.amazonaws.com");
    EXPECT_EQ(delivered_names(), c.expected);
  }
}

TEST_F(DistributionTest, AdvancedSelectorsChooseByField) {
  struct Case {
    const char* name;
    Json fields;  // Besides eventCategory = Management.
    Names expected;
  };
  const Case cases[] = {
      {"management alone", Json::array(), {"Decrypt", "DisableKey", "ListTopics"}},
      {"no KMS",
       {{{"Field", "eventSource"}, {"NotEquals", {"kms.amazonaws.com"}}}},
       {"ListTopics"}},
      {"writes", {{{"Field", "readOnly"}, {"Equals", {"false"}}}}, {"DisableKey"}},
      {"one of two names",
       {{{"Field", "eventName"}, {"Equals", {"Decrypt", "DisableKey"}}}},
       {"Decrypt", "DisableKey"}},
      {"begins with D but does not end with Key",
       {{{"Field", "eventName"}, {"StartsWith", {"D"}}, {"NotEndsWith", {"Key"}}}},
       {"Decrypt"}},
      {"neither of two",
       {{{"Field", "eventName"}, {"NotEquals", {"Decrypt", "DisableKey"}}}},
       {"ListTopics"}},
      {"both fields must hold",
       {{{"Field", "eventSource"}, {"Equals", {"kms.amazonaws.com"}}},
        {{"Field", "readOnly"}, {"Equals", {"true"}}}},
       {"Decrypt"}},
      {"the caller", {{{"Field", "userIdentity.arn"}, {"EndsWith", {":user/someone"}}}}, {}},
      {"a field the record lacks", {{{"Field", "errorCode"}, {"Equals", {"X"}}}}, {}},
  };
  make_logging_trail();
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    harness.delivered.clear();
    Json fields = c.fields;
    fields.push_back({{"Field", "eventCategory"}, {"Equals", {"Management"}}});
    must("PutEventSelectors", advanced(fields));
    record("Decrypt");
    record("DisableKey", "kms.amazonaws.com", false);
    record("ListTopics", "sns.amazonaws.com");
    EXPECT_EQ(delivered_names(), c.expected);
  }
}

TEST_F(DistributionTest, SelectorsAreShownWithTheirDefaultsAndOneKindErasesTheOther) {
  must("CreateTrail", trail_input());
  const Json untouched = must("GetEventSelectors", {{"TrailName", "trail"}});
  EXPECT_EQ(to_text(untouched["EventSelectors"]),
            R"([{"ReadWriteType":"All","IncludeManagementEvents":true,"DataResources":[],)"
            R"("ExcludeManagementEventSources":[]}])");

  const Json put = must("PutEventSelectors", selectors({{{"ReadWriteType", "WriteOnly"}}}));
  EXPECT_EQ(put["TrailARN"], kTrailArn);
  EXPECT_EQ(put["EventSelectors"][0]["ReadWriteType"], "WriteOnly");
  EXPECT_EQ(must("GetTrail", {{"Name", "trail"}})["Trail"]["HasCustomEventSelectors"], true);

  must("PutEventSelectors", advanced({{{"Field", "eventCategory"}, {"Equals", {"Management"}}}}));
  const Json shown = must("GetEventSelectors", {{"TrailName", "trail"}});
  EXPECT_FALSE(shown.contains("EventSelectors"));
  EXPECT_EQ(shown["AdvancedEventSelectors"].size(), 1u);
}

TEST_F(DistributionTest, SelectorsThatCannotBeAppliedAreRefused) {
  const Json management = {{"Field", "eventCategory"}, {"Equals", {"Management"}}};
  const Json none = Json::object();
  struct Case {
    const char* name;
    Json input;
  };
  Json both = selectors({none});
  both.update(advanced({management}));
  const Case cases[] = {
      {"neither kind", {{"TrailName", "trail"}}},
      {"both kinds", both},
      {"six selectors", selectors({none, none, none, none, none, none})},
      {"another source", selectors({{{"ExcludeManagementEventSources", {"s3.amazonaws.com"}}}})},
      {"exclusion without management events",
       selectors({{{"IncludeManagementEvents", false},
                   {"ExcludeManagementEventSources", {"kms.amazonaws.com"}}}})},
      {"another data type",
       selectors(
           {{{"DataResources", {{{"Type", "AWS::SNS::Topic"}, {"Values", {"arn:aws:sns"}}}}}}})},
      {"a wildcard",
       selectors({{{"DataResources",
                    {{{"Type", "AWS::S3::Object"}, {"Values", {"arn:aws:s3:::*/*"}}}}}}})},
      {"no category", advanced({{{"Field", "readOnly"}, {"Equals", {"true"}}}})},
      {"an unknown field", advanced({management, {{"Field", "mood"}, {"Equals", {"good"}}}})},
      {"no operator", advanced({management, {{"Field", "eventName"}}})},
      {"readOnly with NotEquals",
       advanced({management, {{"Field", "readOnly"}, {"NotEquals", {"true"}}}})},
      {"data without a type", advanced({{{"Field", "eventCategory"}, {"Equals", {"Data"}}}})},
  };
  must("CreateTrail", trail_input());
  for (const Case& c : cases) {
    SCOPED_TRACE(c.name);
    const Result<Json> result = call("PutEventSelectors", c.input);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, "InvalidEventSelectorsException");
  }
  EXPECT_EQ(must("GetTrail", {{"Name", "trail"}})["Trail"]["HasCustomEventSelectors"], false);
}

TEST_F(DistributionTest, ADelayedRecordArrivesStampedWithItsDelivery) {
  harness.settings.trail_delay = std::chrono::minutes{5};
  make_logging_trail();
  const Instant called_at = harness.now;
  record("First");
  record("Second");
  EXPECT_TRUE(harness.delivered.empty());
  // What is on its way stays so when logging stops.
  must("StopLogging", {{"Name", "trail"}});

  harness.advance(timers(), state, std::chrono::minutes{5} - Duration(1));
  EXPECT_TRUE(harness.delivered.empty());
  harness.advance(timers(), state, Duration(1));
  EXPECT_EQ(delivered_names(), (Names{"First", "Second"}));
  EXPECT_EQ(harness.delivered[0].at, called_at + std::chrono::minutes{5});
  EXPECT_EQ(string_member(*parse_json(harness.delivered[0].message), "eventTime"),
            "2026-01-01T00:00:00Z");
}

TEST_F(DistributionTest, ADelayedRecordOfADeletedTrailGoesNowhere) {
  harness.settings.trail_delay = std::chrono::minutes{5};
  make_logging_trail();
  record("Encrypt");
  must("DeleteTrail", {{"Name", "trail"}});
  harness.advance(timers(), state, std::chrono::minutes{6});
  EXPECT_TRUE(harness.delivered.empty());
}

TEST_F(DistributionTest, StatusTellsOfALostLogGroupUntilItIsBack) {
  make_logging_trail();
  harness.log_groups.erase("123456789012/us-east-1/CloudTrail/Group");
  record("Encrypt");
  EXPECT_EQ(must("GetTrailStatus", {{"Name", "trail"}})["LatestCloudWatchLogsDeliveryError"],
            "ResourceNotFoundException: The specified log group does not exist.");
  harness.log_groups.insert("123456789012/us-east-1/CloudTrail/Group");
  record("Encrypt");
  EXPECT_FALSE(
      must("GetTrailStatus", {{"Name", "trail"}}).contains("LatestCloudWatchLogsDeliveryError"));
  EXPECT_EQ(harness.delivered.size(), 2u) << "what the group missed comes too";
}

TEST_F(DistributionTest, DeliveryDoesNotWriteTheTrail) {
  make_logging_trail();
  state.trails.take_touched();
  record("Encrypt");
  EXPECT_EQ(harness.delivered.size(), 1u);
  EXPECT_FALSE(state.trails.has_touched());
}

TEST_F(DistributionTest, StatusTellsOfTheLatestEventInTheStreamOfTheTrail) {
  make_logging_trail();
  EXPECT_FALSE(
      must("GetTrailStatus", {{"Name", "trail"}}).contains("LatestCloudWatchLogsDeliveryTime"));
  const auto append = [&](const std::string& stream, Duration after) {
    LogEventRow row;
    row.group = "123456789012/us-east-1/CloudTrail/Group";
    row.stream = stream;
    row.at = row.ingested_at = harness.now + after;
    row.message = std::make_shared<const std::string>("{}");
    harness.store.append(row);
  };
  append("123456789012_CloudTrail_us-east-1", std::chrono::seconds{1});
  append("somebody-else", std::chrono::seconds{2});
  EXPECT_EQ(must("GetTrailStatus", {{"Name", "trail"}})["LatestCloudWatchLogsDeliveryTime"],
            millis_of(harness.now + std::chrono::seconds{1}));
}

// ---- foreign records ----

constexpr const char* kForeign =
    R"({"eventVersion":"1.08","userIdentity":{"type":"Root","accountId":"111122223333"},)"
    R"("eventTime":"2025-12-31T12:00:00Z","eventSource":"kms.amazonaws.com",)"
    R"("eventName":"Decrypt","awsRegion":"ap-south-1","eventID":"foreign-1","readOnly":true,)"
    R"("recipientAccountId":"111122223333","eventCategory":"Management"})";

Injected inject_into(testing::Harness& harness, State& state, std::vector<std::string> records) {
  return harness.with_context([&](Context& context) { return inject(state, context, records); });
}

TEST_F(DistributionTest, ForeignRecordsReachEveryLoggingTrailWithTheirTextUntouched) {
  harness.settings.trail_delay = std::chrono::minutes{5};  // Not theirs.
  make_logging_trail();
  must("CreateTrail", trail_input("silent"));
  harness.caller.scope = {"999999999999", "eu-west-1"};
  harness.log_groups.insert("999999999999/eu-west-1/G");
  make_logging_trail(
      {{"Name", "other"},
       {"S3BucketName", "bucket"},
       {"CloudWatchLogsLogGroupArn", "arn:aws:logs:eu-west-1:999999999999:log-group:G:*"},
       {"CloudWatchLogsRoleArn", kRoleArn}});

  const Injected result = inject_into(harness, state, {kForeign, "7"});
  EXPECT_EQ(result.accepted, 1u);
  ASSERT_EQ(result.refused.size(), 1u);
  EXPECT_EQ(result.refused[0].first, 1u);
  EXPECT_EQ(result.refused[0].second, "Not a CloudTrail record: it is not a JSON object.");
  ASSERT_EQ(harness.delivered.size(), 2u);
  for (const auto& event : harness.delivered) {
    EXPECT_EQ(event.message, kForeign);
    EXPECT_EQ(event.at, harness.now);
  }
  EXPECT_EQ(harness.delivered[1].scope.account, "999999999999");
}

TEST_F(DistributionTest, ForeignRecordsEnterTheHistoryOfTheirOwnAccountAndRegion) {
  inject_into(harness, state, {kForeign});
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 0u);
  harness.caller.scope = {"111122223333", "ap-south-1"};
  const Json events = must("LookupEvents", Json::object())["Events"];
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0]["CloudTrailEvent"], kForeign);
  EXPECT_EQ(events[0]["Username"], "root");
}

TEST_F(DistributionTest, ForeignDataEventsNeedASelectorThatNamesTheirResource) {
  const std::string data =
      R"({"eventTime":"2025-12-31T12:00:00Z","eventSource":"s3.amazonaws.com",
          "eventName":"GetObject","awsRegion":"us-east-1","eventID":"d","readOnly":true,
          "resources":[{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::secret/key"}],
          "recipientAccountId":"123456789012","eventCategory":"Data"})";
  make_logging_trail();
  const auto deliveries = [&] {
    harness.delivered.clear();
    inject_into(harness, state, {data});
    return harness.delivered.size();
  };
  const auto with_values = [&](const char* value) {
    must("PutEventSelectors",
         selectors({{{"DataResources", {{{"Type", "AWS::S3::Object"}, {"Values", {value}}}}}}}));
    return deliveries();
  };
  EXPECT_EQ(deliveries(), 0u);
  EXPECT_EQ(with_values("arn:aws:s3:::public/"), 0u);
  EXPECT_EQ(with_values("arn:aws:s3:::secret/"), 1u);
  EXPECT_EQ(with_values("arn:aws:s3"), 1u);
  // They are no part of event history.
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 0u);
}

}  // namespace
}  // namespace keytrail::cloudtrail
