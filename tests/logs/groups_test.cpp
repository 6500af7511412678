// Groups, streams, tags and retention.
#include "logs/service.h"
#include "support/harness.h"

namespace keytrail::logs {
namespace {

using testing::Harness;

class Groups : public ::testing::Test {
 protected:
  Result<Json> call(std::string_view operation, Json input) {
    return harness_.call(operations(), state_, operation, std::move(input));
  }
  Json ok(std::string_view operation, Json input) {
    auto result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << ": " << result.error().message;
    return Json();
  }
  void expect_error(std::string_view operation, Json input, std::string_view code,
                    std::string_view message) {
    const auto result = call(operation, std::move(input));
    ASSERT_FALSE(result.ok()) << operation;
    EXPECT_EQ(result.error().code, code);
    EXPECT_EQ(result.error().message, message);
    EXPECT_EQ(result.error().status, 400);
  }
  void advance(Duration by) { harness_.advance(timers(), state_, by); }
  // Names in the pages of a list, page by page.
  std::vector<std::string> pages(std::string_view operation, Json input, const char* member,
                                 const char* name) {
    std::vector<std::string> found;
    for (int page = 0; page < 1000; ++page) {
      const Json output = ok(operation, input);
      std::string names;
      for (const Json& item : output.at(member)) {
        names += (names.empty() ? "" : " ") + item.at(name).get<std::string>();
      }
      found.push_back(names);
      if (!output.contains("nextToken")) return found;
      input["nextToken"] = output.at("nextToken");
    }
    ADD_FAILURE() << "paging does not end";
    return found;
  }
  std::string put(const std::string& stream, Duration age, const std::string& message) {
    const Json output =
        ok("PutLogEvents",
           {{"logGroupName", "g"},
            {"logStreamName", stream},
            {"logEvents", Json::array({Json{{"timestamp", millis_of(harness_.now - age)},
                                            {"message", message}}})}});
    return output.value("rejectedLogEventsInfo", Json()).dump();
  }
  std::vector<std::string> messages() {
    std::vector<std::string> found;
    const Json output = ok("FilterLogEvents", {{"logGroupName", "g"}});
    for (const Json& event : output.at("events")) {
      found.push_back(event.at("message"));
    }
    return found;
  }

  Harness harness_;
  State state_;
};

constexpr const char* kNoGroup = "The specified log group does not exist.";
constexpr const char* kNoStream = "The specified log stream does not exist.";

TEST_F(Groups, SayWhatIsMissing) {
  const Json group = {{"logGroupName", "none"}};
  const Json with_stream = {{"logGroupName", "none"}, {"logStreamName", "s"}};
  const char* const kByGroup[] = {"DeleteLogGroup",     "DeleteRetentionPolicy", "ListTagsLogGroup",
                                  "DescribeLogStreams", "DescribeMetricFilters", "FilterLogEvents"};
  for (const char* operation : kByGroup) {
    expect_error(operation, group, "ResourceNotFoundException", kNoGroup);
  }
  for (const char* operation : {"CreateLogStream", "DeleteLogStream", "GetLogEvents"}) {
    expect_error(operation, with_stream, "ResourceNotFoundException", kNoGroup);
  }
  ok("CreateLogGroup", {{"logGroupName", "none"}});
  for (const char* operation : {"DeleteLogStream", "GetLogEvents"}) {
    expect_error(operation, with_stream, "ResourceNotFoundException", kNoStream);
  }
  expect_error("DeleteMetricFilter", {{"logGroupName", "none"}, {"filterName", "f"}},
               "ResourceNotFoundException", "The specified metric filter does not exist.");
}

TEST_F(Groups, AreThereOnce) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  expect_error("CreateLogGroup", {{"logGroupName", "g"}}, "ResourceAlreadyExistsException",
               "The specified log group already exists");
  const Json stream = {{"logGroupName", "g"}, {"logStreamName", "s"}};
  ok("CreateLogStream", stream);
  expect_error("CreateLogStream", stream, "ResourceAlreadyExistsException",
               "The specified log stream already exists");
  expect_error("CreateLogGroup", {{"logGroupName", "aws/mine"}}, "InvalidParameterException",
               "Log groups starting with AWS/ are reserved for AWS.");
  ok("CreateLogGroup", {{"logGroupName", "/aws/mine"}});
}

TEST_F(Groups, AreDescribedAsOnAws) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  const std::string arn = "arn:aws:logs:us-east-1:123456789012:log-group:g";
  const Json expected = {{"logGroupName", "g"},    {"creationTime", millis_of(harness_.now)},
                         {"metricFilterCount", 0}, {"arn", arn + ":*"},
                         {"storedBytes", 0},       {"logGroupClass", "STANDARD"},
                         {"logGroupArn", arn},     {"deletionProtectionEnabled", false}};
  EXPECT_EQ(ok("DescribeLogGroups", Json::object()).at("logGroups").at(0), expected);
  const Json brief = ok("DescribeLogGroups", {{"logGroupNamePattern", "g"}}).at("logGroups").at(0);
  EXPECT_FALSE(brief.contains("storedBytes"));
  EXPECT_FALSE(brief.contains("deletionProtectionEnabled"));
  expect_error("DescribeLogGroups", {{"logGroupNamePattern", "g"}, {"logGroupNamePrefix", "g"}},
               "InvalidParameterException",
               "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
}

TEST_F(Groups, ComeInPagesSortedByName) {
  for (const char* name : {"b", "a", "c/1", "c/2", "e"}) {
    ok("CreateLogGroup", {{"logGroupName", name}});
  }
  const auto names = [&](Json input) {
    return pages("DescribeLogGroups", std::move(input), "logGroups", "logGroupName");
  };
  using Pages = std::vector<std::string>;
  EXPECT_EQ(names({{"limit", 2}}), (Pages{"a b", "c/1 c/2", "e"}));
  EXPECT_EQ(names({{"limit", 5}}), (Pages{"a b c/1 c/2 e"}));
  EXPECT_EQ(names({{"logGroupNamePrefix", "c"}, {"limit", 1}}), (Pages{"c/1", "c/2"}));
  EXPECT_EQ(names({{"logGroupNamePattern", "/2"}}), (Pages{"c/2"}));
  EXPECT_EQ(names({{"logGroupIdentifiers",
                    {"e", "none", "arn:aws:logs:us-east-1:123456789012:log-group:a"}}}),
            (Pages{"a e"}));
  EXPECT_EQ(pages("ListLogGroups", {{"logGroupNamePattern", "^c/|e"}, {"limit", 2}}, "logGroups",
                  "logGroupName"),
            (Pages{"c/1 c/2", "e"}));
  // A text that is no token, and the token of another list.
  for (const char* token : {"?", "AAAA", "bG9nU3RyZWFtcyBh"}) {
    expect_error("DescribeLogGroups", {{"nextToken", token}}, "InvalidParameterException",
                 "The specified nextToken is invalid.");
  }
  // A group that goes away between two pages disturbs nothing.
  const Json first = ok("DescribeLogGroups", {{"limit", 2}});
  ok("DeleteLogGroup", {{"logGroupName", "b"}});
  const Json second = ok("DescribeLogGroups", {{"nextToken", first.at("nextToken")}, {"limit", 1}});
  EXPECT_EQ(second.at("logGroups").at(0).at("logGroupName"), "c/1");
}

TEST_F(Groups, BelongToOneAccountAndRegion) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  harness_.caller.scope.region = "eu-west-1";
  EXPECT_TRUE(ok("DescribeLogGroups", Json::object()).at("logGroups").empty());
  expect_error("FilterLogEvents",
               {{"logGroupIdentifier", "arn:aws:logs:us-east-1:123456789012:log-group:g"}},
               "ResourceNotFoundException", kNoGroup);
}

TEST_F(Groups, GoWithAllTheyHold) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  ok("CreateLogGroup", {{"logGroupName", "g2"}});
  for (const char* group : {"g", "g2"}) {
    ok("CreateLogStream", {{"logGroupName", group}, {"logStreamName", "s"}});
  }
  put("s", Duration(0), "one");
  ok("DeleteLogGroup", {{"logGroupName", "g"}});
  EXPECT_EQ(state_.streams.size(), 1u);
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  EXPECT_TRUE(messages().empty());
}

TEST_F(Groups, StayWhileProtected) {
  ok("CreateLogGroup", {{"logGroupName", "g"}, {"deletionProtectionEnabled", true}});
  EXPECT_EQ(call("DeleteLogGroup", {{"logGroupName", "g"}}).error().code, "ValidationException");
  ok("PutLogGroupDeletionProtection",
     {{"logGroupIdentifier", "g"}, {"deletionProtectionEnabled", false}});
  ok("DeleteLogGroup", {{"logGroupName", "g"}});
}

TEST_F(Groups, HaveOneSetOfTagsForBothKindsOfCall) {
  ok("CreateLogGroup", {{"logGroupName", "g"}, {"tags", {{"a", "1"}}}});
  const std::string arn = "arn:aws:logs:us-east-1:123456789012:log-group:g";
  ok("TagResource", {{"resourceArn", arn}, {"tags", {{"a", "2"}, {"b", "3"}}}});
  ok("TagLogGroup", {{"logGroupName", "g"}, {"tags", {{"c", "4"}}}});
  const Json all = {{"tags", {{"a", "2"}, {"b", "3"}, {"c", "4"}}}};
  EXPECT_EQ(ok("ListTagsForResource", {{"resourceArn", arn}}), all);
  EXPECT_EQ(ok("ListTagsLogGroup", {{"logGroupName", "g"}}), all);
  ok("UntagResource", {{"resourceArn", arn}, {"tagKeys", {"a", "none"}}});
  ok("UntagLogGroup", {{"logGroupName", "g"}, {"tags", Json::array({"c"})}});
  EXPECT_EQ(ok("ListTagsForResource", {{"resourceArn", arn}}), (Json{{"tags", {{"b", "3"}}}}));
  expect_error("ListTagsForResource", {{"resourceArn", arn + "x"}}, "ResourceNotFoundException",
               kNoGroup);
  Json many = Json::object();
  for (int i = 0; i < 50; ++i) many["k" + std::to_string(i)] = "v";
  EXPECT_EQ(call("TagResource", {{"resourceArn", arn}, {"tags", many}}).error().code,
            "TooManyTagsException");
}

TEST_F(Groups, NameThemselvesByNameOrArnButNotBoth) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  const std::string arn = "arn:aws:logs:us-east-1:123456789012:log-group:g";
  ok("DescribeLogStreams", {{"logGroupIdentifier", "g"}});
  ok("DescribeLogStreams", {{"logGroupIdentifier", arn}});
  expect_error("DescribeLogStreams", {{"logGroupIdentifier", "g"}, {"logGroupName", "g"}},
               "ValidationException",
               "LogGroup name and LogGroup ARN are mutually exclusive parameters.");
  EXPECT_EQ(call("DescribeLogStreams", Json::object()).error().code, "ValidationException");
}

TEST(GroupArn, IsTakenWithAndWithoutTheStar) {
  const std::string arn = "arn:aws:logs:eu-west-1:111122223333:log-group:/a/b";
  for (const std::string& text : {arn, arn + ":*"}) {
    const auto named = parse_group_arn(text);
    ASSERT_TRUE(named) << text;
    EXPECT_EQ(named->name, "/a/b");
    EXPECT_EQ(named->scope, (Scope{"111122223333", "eu-west-1"}));
  }
  for (const char* text : {"", "/a/b", "arn:aws:logs:eu-west-1:111122223333:log-group:",
                           "arn:aws:logs:eu-west-1:111122223333:log-group:a:log-stream:b",
                           "arn:aws:sns:eu-west-1:111122223333:log-group:a"}) {
    EXPECT_FALSE(parse_group_arn(text)) << text;
  }
}

TEST_F(Groups, ListStreamsByNameOrByLastEvent) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  for (const char* name : {"b", "a", "c"}) {
    ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", name}});
  }
  put("a", std::chrono::minutes(1), "12345");
  put("a", std::chrono::minutes(5), "x");
  put("b", std::chrono::minutes(3), "x");
  const auto names = [&](Json input) {
    input["logGroupName"] = "g";
    return pages("DescribeLogStreams", std::move(input), "logStreams", "logStreamName");
  };
  using Pages = std::vector<std::string>;
  EXPECT_EQ(names({{"limit", 2}}), (Pages{"a b", "c"}));
  EXPECT_EQ(names({{"limit", 2}, {"descending", true}}), (Pages{"c b", "a"}));
  EXPECT_EQ(names({{"orderBy", "LastEventTime"}, {"limit", 1}}), (Pages{"c", "b", "a"}));
  EXPECT_EQ(names({{"orderBy", "LastEventTime"}, {"descending", true}}), (Pages{"a b c"}));
  EXPECT_EQ(names({{"logStreamNamePrefix", "b"}}), (Pages{"b"}));
  expect_error("DescribeLogStreams",
               {{"logGroupName", "g"}, {"logStreamNamePrefix", "b"}, {"orderBy", "LastEventTime"}},
               "InvalidParameterException",
               "Cannot order by LastEventTime with a logStreamNamePrefix.");

  const Json streams = ok("DescribeLogStreams", {{"logGroupName", "g"}}).at("logStreams");
  const std::int64_t now = millis_of(harness_.now);
  EXPECT_EQ(streams[0].at("firstEventTimestamp"), now - 300'000);
  EXPECT_EQ(streams[0].at("lastEventTimestamp"), now - 60'000);
  EXPECT_EQ(streams[0].at("lastIngestionTime"), now);
  EXPECT_EQ(streams[0].at("storedBytes"), 0);
  EXPECT_EQ(streams[0].at("arn"), "arn:aws:logs:us-east-1:123456789012:log-group:g:log-stream:a");
  EXPECT_FALSE(streams[2].contains("firstEventTimestamp"));
  EXPECT_FALSE(streams[2].contains("uploadSequenceToken"));
  // 26 bytes an event besides its text.
  EXPECT_EQ(ok("DescribeLogGroups", Json::object()).at("logGroups")[0].at("storedBytes"),
            3 * 26 + 7);
}

TEST_F(Groups, LoseTheEventsOfAStreamThatIsDeleted) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  for (const char* name : {"a", "b"}) {
    ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", name}});
    put(name, Duration(0), name);
  }
  ok("DeleteLogStream", {{"logGroupName", "g"}, {"logStreamName", "a"}});
  EXPECT_EQ(messages(), std::vector<std::string>{"b"});
}

TEST_F(Groups, EraseWhatIsOlderThanTheirRetention) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  put("s", std::chrono::days(10), "old");
  put("s", std::chrono::days(2), "two days");
  EXPECT_FALSE(harness_.scheduler.next_due());
  ok("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 3}});
  // What is expired already goes at once.
  advance(Duration(0));
  EXPECT_EQ(messages(), std::vector<std::string>{"two days"});
  put("s", Duration(0), "new");
  advance(std::chrono::days(1) - Duration(1));
  EXPECT_EQ(messages(), (std::vector<std::string>{"two days", "new"}));
  advance(std::chrono::hours(1) + Duration(1));
  EXPECT_EQ(messages(), std::vector<std::string>{"new"});
  const Json stream = ok("DescribeLogStreams", {{"logGroupName", "g"}}).at("logStreams")[0];
  EXPECT_EQ(stream.at("firstEventTimestamp"), stream.at("lastEventTimestamp"));
  EXPECT_EQ(ok("DescribeLogGroups", Json::object()).at("logGroups")[0].at("storedBytes"), 26 + 3);
  // An empty group waits for nothing.
  advance(std::chrono::days(5));
  EXPECT_TRUE(messages().empty());
  EXPECT_FALSE(harness_.scheduler.next_due());
}

TEST_F(Groups, WaitForTheEventThatExpiresFirst) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  ok("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
  put("s", Duration(0), "new");
  put("s", std::chrono::hours(23), "old");
  advance(std::chrono::hours(3));
  EXPECT_EQ(messages(), std::vector<std::string>{"new"});
}

TEST_F(Groups, KeepEverythingWithoutRetention) {
  ok("CreateLogGroup", {{"logGroupName", "g"}});
  ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  ok("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
  put("s", Duration(0), "kept");
  ok("DeleteRetentionPolicy", {{"logGroupName", "g"}});
  EXPECT_FALSE(harness_.scheduler.next_due());
  advance(std::chrono::days(400));
  EXPECT_EQ(messages(), std::vector<std::string>{"kept"});
  const auto refused = call("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 2}});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, "InvalidParameterException");
}

TEST_F(Groups, AreTheSameAfterARestart) {
  ok("CreateLogGroup", {{"logGroupName", "g"}, {"tags", {{"a", "1"}}}});
  ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  ok("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 7}});
  put("s", Duration(0), "x");
  ok("PutMetricFilter", {{"logGroupName", "g"},
                         {"filterName", "f"},
                         {"filterPattern", "x"},
                         {"metricTransformations", Json::array({Json{{"metricName", "m"},
                                                                     {"metricNamespace", "n"},
                                                                     {"metricValue", "1"},
                                                                     {"defaultValue", 0.0}}})}});
  State loaded;
  auto from = state_.tables();
  auto to = loaded.tables();
  for (std::size_t i = 0; i < from.size(); ++i) {
    from[i]->for_each_id(
        [&](const std::string& id) { to[i]->load(id, *parse_json(*from[i]->row(id))); });
  }
  for (const char* operation : {"DescribeLogGroups", "DescribeMetricFilters"}) {
    EXPECT_EQ(harness_.call(operations(), loaded, operation).value(),
              ok(operation, Json::object()));
  }
  EXPECT_EQ(
      harness_.call(operations(), loaded, "DescribeLogStreams", {{"logGroupName", "g"}}).value(),
      ok("DescribeLogStreams", {{"logGroupName", "g"}}));
}

}  // namespace
}  // namespace keytrail::logs
