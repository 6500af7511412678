#include "cloudtrail/fixture.h"

namespace keytrail::cloudtrail {
namespace {

using LookupEventsTest = CloudTrailTest;

Json by(const char* key, const std::string& value) {
  return {{"LookupAttributes", Json::array({{{"AttributeKey", key}, {"AttributeValue", value}}})}};
}

TEST_F(LookupEventsTest, ShowsTheNewestFirstWithTheWholeRecord) {
  RecordDraft draft;
  draft.resources = {{"AWS::KMS::Key", "arn:aws:kms:us-east-1:123456789012:key/1", kAccount}};
  const std::string first = record("Encrypt", "kms.amazonaws.com", true, &draft);
  harness.now += Duration(1500);
  record("CreateTopic", "sns.amazonaws.com", false);

  const Json output = must("LookupEvents", Json::object());
  EXPECT_FALSE(output.contains("NextToken"));
  const Json& events = output["Events"];
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0]["EventName"], "CreateTopic");
  EXPECT_EQ(events[0]["ReadOnly"], "false");
  // Whole seconds, as in the record.
  EXPECT_EQ(events[0]["EventTime"], millis_of(*parse_instant("2026-01-01T00:00:01Z")));

  Json expected = {
      {"EventId", first},
      {"EventName", "Encrypt"},
      {"ReadOnly", "true"},
      {"AccessKeyId", "AKIAIOSFODNN7EXAMPLE"},
      {"EventTime", millis_of(*parse_instant("2026-01-01T00:00:00Z"))},
      {"EventSource", "kms.amazonaws.com"},
      {"Username", "root"},
      {"Resources", Json::array({{{"ResourceType", "AWS::KMS::Key"},
                                  {"ResourceName", "arn:aws:kms:us-east-1:123456789012:key/1"}}})}};
  expected["CloudTrailEvent"] = events[1]["CloudTrailEvent"];
  EXPECT_EQ(to_text(events[1]), to_text(expected));
  EXPECT_EQ(string_member(*parse_json(events[1]["CloudTrailEvent"].get<std::string>()), "eventID"),
            first);
}

TEST_F(LookupEventsTest, FindsByEachAttributeExactly) {
  RecordDraft draft;
  draft.resources = {{"AWS::KMS::Key", "key-arn", kAccount}};
  const std::string wanted = record("DisableKey", "kms.amazonaws.com", false, &draft);
  harness.caller.identity.type = "IAMUser";
  harness.caller.identity.user_name = "alice";
  harness.caller.identity.access_key_id = "AKIAALICE";
  record("ListTopics", "sns.amazonaws.com");

  struct Case {
    const char* key;
    std::string value;
    const char* miss;
  };
  const Case cases[] = {
      {"EventId", wanted, "none"},
      {"EventName", "DisableKey", "disablekey"},
      {"ReadOnly", "false", nullptr},
      {"Username", "root", "Root"},
      {"ResourceType", "AWS::KMS::Key", "AWS::KMS"},
      {"ResourceName", "key-arn", "key"},
      {"EventSource", "kms.amazonaws.com", "kms"},
      {"AccessKeyId", "AKIAIOSFODNN7EXAMPLE", "AKIA"},
  };
  for (const Case& c : cases) {
    SCOPED_TRACE(c.key);
    const Json events = must("LookupEvents", by(c.key, c.value))["Events"];
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0]["EventId"], wanted);
    if (c.miss != nullptr) {
      EXPECT_TRUE(must("LookupEvents", by(c.key, c.miss))["Events"].empty());
    }
  }
}

TEST_F(LookupEventsTest, CountsBothEndsOfTheRange) {
  harness.now += Duration(700);
  record("Encrypt");
  const auto found = [&](const char* start, const char* end) {
    Json input = Json::object();
    if (start != nullptr) input["StartTime"] = millis_of(*parse_instant(start));
    if (end != nullptr) input["EndTime"] = millis_of(*parse_instant(end));
    return must("LookupEvents", input)["Events"].size();
  };
  EXPECT_EQ(found("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"), 1u);
  EXPECT_EQ(found(nullptr, "2026-01-01T00:00:00Z"), 1u);
  EXPECT_EQ(found(nullptr, "2025-12-31T23:59:59Z"), 0u);
  EXPECT_EQ(found("2026-01-01T00:00:01Z", nullptr), 0u);
  constexpr std::int64_t kFar = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(must("LookupEvents", {{"StartTime", -kFar}, {"EndTime", kFar}})["Events"].size(), 1u);
  EXPECT_EQ(must("LookupEvents", {{"StartTime", kFar}})["Events"].size(), 0u);
  expect_error("LookupEvents", {{"StartTime", 2000}, {"EndTime", 1000}},
               "InvalidTimeRangeException", "The start time must not be after the end time.");
}

TEST_F(LookupEventsTest, ForgetsAfterNinetyDays) {
  record("Encrypt");
  harness.now += std::chrono::days{90};
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 1u);
  harness.now += Duration(1);
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 0u);
  EXPECT_EQ(must("LookupEvents", {{"StartTime", 0}})["Events"].size(), 0u);
}

TEST_F(LookupEventsTest, SeesOneAccountInOneRegion) {
  record("Encrypt");
  in_region("eu-west-1");
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 0u);
  harness.caller.scope = {"999999999999", "us-east-1"};
  EXPECT_EQ(must("LookupEvents", Json::object())["Events"].size(), 0u);
}

TEST_F(LookupEventsTest, PagesShowEveryMatchOnceWhateverTheirSize) {
  // Several records share an instant, as under a manual clock, and every third is another's.
  std::vector<std::string> expected;
  for (int i = 0; i < 50; ++i) {
    if (i % 4 == 0) harness.now += std::chrono::seconds{1};
    const bool is_other = i % 3 == 2;
    const std::string id = record(is_other ? "ListTopics" : "Encrypt");
    if (!is_other) expected.insert(expected.begin(), id);
  }
  for (const int size : {1, 2, 3, 7, 33, 34, 35, 50}) {
    SCOPED_TRACE(size);
    std::vector<std::string> seen;
    Json input = by("EventName", "Encrypt");
    input["MaxResults"] = size;
    for (std::size_t pages = 0; pages <= expected.size(); ++pages) {
      const Json output = must("LookupEvents", input);
      for (const Json& event : output["Events"]) seen.push_back(event["EventId"]);
      if (pages == 0) record("Encrypt");  // What comes in between is no part of later pages.
      if (!output.contains("NextToken")) break;
      EXPECT_EQ(output["Events"].size(), static_cast<std::size_t>(size));
      input["NextToken"] = output["NextToken"];
    }
    EXPECT_EQ(seen, expected);
    expected.insert(
        expected.begin(),
        string_member(must("LookupEvents", {{"MaxResults", 1}})["Events"][0], "EventId"));
  }
}

TEST_F(LookupEventsTest, ATokenIsGoodForItsOwnParametersOnly) {
  for (int i = 0; i < 3; ++i) record("Encrypt");
  Json input = by("EventName", "Encrypt");
  input["MaxResults"] = 1;
  input["NextToken"] = must("LookupEvents", input)["NextToken"];
  must("LookupEvents", input);

  const std::string message =
      "The token is not valid, or was made for a call with other parameters.";
  Json other = input;
  other["StartTime"] = 0;
  expect_error("LookupEvents", other, "InvalidNextTokenException", message);
  other = by("EventName", "Decrypt");
  other["NextToken"] = input["NextToken"];
  expect_error("LookupEvents", other, "InvalidNextTokenException", message);
  for (const char* bad : {"", "x", "MSwyLDM=", "!!"}) {
    input["NextToken"] = bad;
    expect_error("LookupEvents", input, "InvalidNextTokenException", message);
  }
}

TEST_F(LookupEventsTest, FillsThePageHoweverRareTheEventsAre) {
  const std::string oldest = record("DisableKey");
  for (int i = 0; i < 10'005; ++i) record("Encrypt");
  const std::string newest = record("DisableKey");
  Json input = by("EventName", "DisableKey");
  EXPECT_EQ(must("LookupEvents", input)["Events"].size(), 2u);
  input["MaxResults"] = 1;
  const Json first = must("LookupEvents", input);
  ASSERT_EQ(first["Events"].size(), 1u);
  EXPECT_EQ(first["Events"][0]["EventId"], newest);
  ASSERT_TRUE(first.contains("NextToken"));
  input["NextToken"] = first["NextToken"];
  const Json second = must("LookupEvents", input);
  ASSERT_EQ(second["Events"].size(), 1u);
  EXPECT_EQ(second["Events"][0]["EventId"], oldest);
  EXPECT_FALSE(second.contains("NextToken"));
}

TEST_F(LookupEventsTest, RefusesAttributesItCannotUse) {
  const auto code = [&](Json input) {
    const Result<Json> result = call("LookupEvents", std::move(input));
    return result.ok() ? std::string() : result.error().code;
  };
  Json two = by("EventName", "A");
  two["LookupAttributes"].push_back(two["LookupAttributes"][0]);
  EXPECT_EQ(code(two), "InvalidLookupAttributesException");
  EXPECT_EQ(code(by("ReadOnly", "yes")), "InvalidLookupAttributesException");
  // An underscore counts as two characters.
  EXPECT_EQ(code(by("EventName", std::string(1000, '_') + "a")),
            "InvalidLookupAttributesException");
  EXPECT_EQ(code(by("EventName", std::string(1000, '_'))), "");
}

TEST_F(LookupEventsTest, KnowsNoInsights) {
  record("Encrypt");
  const Result<Json> result = call("LookupEvents", {{"EventCategory", "insight"}});
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().status, 501);
}

}  // namespace
}  // namespace keytrail::cloudtrail
