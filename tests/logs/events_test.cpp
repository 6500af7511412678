// Putting events in, and reading them back page by page.
#include <algorithm>
#include <random>

#include "logs/service.h"
#include "support/harness.h"

namespace keytrail::logs {
namespace {

using testing::Harness;

class Events : public ::testing::Test {
 protected:
  Events() {
    ok("CreateLogGroup", {{"logGroupName", "g"}});
    for (const char* stream : {"s", "t", "u"}) {
      ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", stream}});
    }
  }
  Result<Json> call(std::string_view operation, Json input) {
    return harness_.call(operations(), state_, operation, std::move(input));
  }
  Json ok(std::string_view operation, Json input) {
    auto result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << ": " << result.error().message;
    return Json();
  }
  // Events are (offset from now, message).
  using Batch = std::vector<std::pair<Duration, std::string>>;
  Result<Json> put(const Batch& batch, const std::string& stream = "s") {
    Json events = Json::array();
    for (const auto& [offset, message] : batch) {
      events.push_back(Json{{"timestamp", millis_of(harness_.now + offset)}, {"message", message}});
    }
    return call("PutLogEvents",
                {{"logGroupName", "g"}, {"logStreamName", stream}, {"logEvents", events}});
  }
  std::string put_error(const Batch& batch) {
    const auto result = put(batch);
    if (result.ok()) return "accepted";
    EXPECT_EQ(result.error().code, "InvalidParameterException");
    return result.error().message;
  }
  Json read(Json input) {
    input["logGroupName"] = "g";
    input["logStreamName"] = "s";
    return ok("GetLogEvents", std::move(input));
  }
  Json filter(Json input) {
    input["logGroupName"] = "g";
    return ok("FilterLogEvents", std::move(input));
  }
  static std::string texts(const Json& output) {
    std::string all;
    for (const Json& event : output.at("events")) {
      all += (all.empty() ? "" : " ") + event.at("message").get<std::string>();
    }
    return all;
  }

  Harness harness_;
  State state_;
};

using std::chrono::days;
using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

TEST_F(Events, AreRefusedAsABatchWhenTheBatchIsWrong) {
  EXPECT_EQ(put_error({{milliseconds(1), "a"}, {milliseconds(0), "b"}}),
            "Log events in a single PutLogEvents request must be in chronological order.");
  EXPECT_EQ(put_error({{-hours(24) - milliseconds(1), "a"}, {milliseconds(0), "b"}}),
            "The batch of log events in a single PutLogEvents request cannot span more than 24 "
            "hours.");
  EXPECT_EQ(put_error({{-hours(24), "a"}, {milliseconds(0), "b"}}), "accepted");
  EXPECT_EQ(put_error({{milliseconds(0), std::string(1'048'576 - 25, 'x')}}),
            "Upload too large: 1048577 bytes exceeds limit of 1048576");
  EXPECT_EQ(put_error({{milliseconds(0), std::string(1'048'576 - 26, 'x')}}), "accepted");
  const auto missing =
      call("PutLogEvents", {{"logGroupName", "g"},
                            {"logStreamName", "none"},
                            {"logEvents", {{{"timestamp", 0}, {"message", "x"}}}}});
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.error().message, "The specified log stream does not exist.");
}

TEST_F(Events, AreLeftOutOneByOneWhenTooOldOrTooNew) {
  const Json old = put({{-days(14) - milliseconds(1), "too old"}, {-days(14), "just"}}).value();
  EXPECT_EQ(old.at("rejectedLogEventsInfo"), (Json{{"tooOldLogEventEndIndex", 1}}));
  const Json ahead = put({{hours(2), "just"}, {hours(2) + milliseconds(1), "too new"}}).value();
  EXPECT_EQ(ahead.at("rejectedLogEventsInfo"), (Json{{"tooNewLogEventStartIndex", 1}}));
  const Json taken = put({{milliseconds(0), "fine"}}).value();
  EXPECT_FALSE(taken.contains("rejectedLogEventsInfo"));
  EXPECT_TRUE(taken.at("nextSequenceToken").is_string());
  // The day that a batch may span is that of the events between.
  const Json both =
      put({{-days(15), "too old"}, {milliseconds(0), "between"}, {hours(3), "too new"}}).value();
  EXPECT_EQ(both.at("rejectedLogEventsInfo"),
            (Json{{"tooNewLogEventStartIndex", 2}, {"tooOldLogEventEndIndex", 1}}));
  const Json none = put({{-days(16), "too old"}, {hours(3), "too new"}}).value();
  EXPECT_EQ(none.at("rejectedLogEventsInfo"),
            (Json{{"tooNewLogEventStartIndex", 1}, {"tooOldLogEventEndIndex", 1}}));
  ok("PutRetentionPolicy", {{"logGroupName", "g"}, {"retentionInDays", 1}});
  const Json expired =
      put({{-hours(24) - milliseconds(1), "expired"}, {-hours(23), "young"}}).value();
  EXPECT_EQ(expired.at("rejectedLogEventsInfo"), (Json{{"expiredLogEventEndIndex", 1}}));
  EXPECT_EQ(texts(filter(Json::object())), "just young fine between just");
}

TEST_F(Events, CarryTheirTimes) {
  put({{-minutes(1), "a"}}).value();
  const Json event = read(Json::object()).at("events").at(0);
  EXPECT_EQ(event, (Json{{"timestamp", millis_of(harness_.now - minutes(1))},
                         {"message", "a"},
                         {"ingestionTime", millis_of(harness_.now)}}));
  const Json found = filter(Json::object()).at("events").at(0);
  EXPECT_EQ(found.at("logStreamName"), "s");
  EXPECT_EQ(found.at("eventId").get<std::string>().size(), 56u);
}

TEST_F(Events, AreReadFromTheEndUnlessToldOtherwise) {
  for (int i = 1; i <= 5; ++i) put({{milliseconds(i), std::to_string(i)}}).value();
  EXPECT_EQ(texts(read({{"limit", 2}})), "4 5");
  EXPECT_EQ(texts(read({{"limit", 2}, {"startFromHead", true}})), "1 2");
  EXPECT_EQ(texts(read(Json::object())), "1 2 3 4 5");
}

TEST_F(Events, GiveTheSameTokenBackAtEitherEnd) {
  for (int i = 1; i <= 5; ++i) put({{milliseconds(i), std::to_string(i)}}).value();
  Json page = read({{"limit", 2}, {"startFromHead", true}});
  std::string all = texts(page);
  for (int round = 0;; ++round) {
    ASSERT_LT(round, 10);
    const Json token = page.at("nextForwardToken");
    EXPECT_TRUE(token.get<std::string>().starts_with("f/"));
    page = read({{"limit", 2}, {"startFromHead", true}, {"nextToken", token}});
    if (page.at("nextForwardToken") == token) break;
    all += "|" + texts(page);
  }
  EXPECT_EQ(all, "1 2|3 4|5");
  EXPECT_EQ(texts(page), "");
  // From the end the way back leads over the very last event.
  all.clear();
  for (int round = 0;; ++round) {
    ASSERT_LT(round, 10);
    const Json token = page.at("nextBackwardToken");
    EXPECT_TRUE(token.get<std::string>().starts_with("b/"));
    page = read({{"limit", 2}, {"nextToken", token}});
    if (page.at("nextBackwardToken") == token) break;
    all += "|" + texts(page);
  }
  EXPECT_EQ(all, "|4 5|2 3|1");
}

TEST_F(Events, AreFollowedByATokenThatWaitsForMore) {
  Json page = read({{"startFromHead", true}});
  EXPECT_EQ(texts(page), "");
  put({{milliseconds(1), "a"}}).value();
  page = read({{"nextToken", page.at("nextForwardToken")}});
  EXPECT_EQ(texts(page), "a");
  put({{milliseconds(1), "b"}}).value();
  page = read({{"nextToken", page.at("nextForwardToken")}});
  EXPECT_EQ(texts(page), "b");
}

TEST_F(Events, HaveAnEndTimeThatIsInclusiveOnlyWhenFiltering) {
  for (int i = 1; i <= 3; ++i) put({{milliseconds(i), std::to_string(i)}}).value();
  const std::int64_t now = millis_of(harness_.now);
  EXPECT_EQ(texts(read({{"startTime", now + 1}, {"endTime", now + 3}})), "1 2");
  EXPECT_EQ(texts(filter({{"startTime", now + 1}, {"endTime", now + 3}})), "1 2 3");
  EXPECT_EQ(texts(read({{"startTime", now + 3}, {"endTime", now + 1}})), "");
  EXPECT_EQ(texts(filter({{"startTime", now + 3}, {"endTime", now + 1}})), "");
}

TEST_F(Events, RefuseForeignTokens) {
  for (const char* token :
       {"x", "f/", "f/12", "g/31132629274945519779805322857203735586714454643391594505",
        "f/39999999999999999999805322857203735586714454643391594505"}) {
    for (const char* operation : {"GetLogEvents", "FilterLogEvents"}) {
      Json input = {{"logGroupName", "g"}, {"nextToken", token}};
      if (operation == std::string_view("GetLogEvents")) input["logStreamName"] = "s";
      const auto result = call(operation, input);
      ASSERT_FALSE(result.ok()) << operation << " " << token;
      EXPECT_EQ(result.error().code, "InvalidParameterException");
      EXPECT_EQ(result.error().message, "The specified nextToken is invalid.");
    }
  }
}

TEST_F(Events, AreFilteredByPatternStreamAndTime) {
  put({{milliseconds(1), "ERROR 1"}, {milliseconds(3), "INFO 3"}}).value();
  put({{milliseconds(2), "ERROR 2"}}, "t").value();
  put({{milliseconds(4), "ERROR 4"}}, "u").value();
  EXPECT_EQ(texts(filter(Json::object())), "ERROR 1 ERROR 2 INFO 3 ERROR 4");
  EXPECT_EQ(texts(filter({{"filterPattern", "ERROR"}})), "ERROR 1 ERROR 2 ERROR 4");
  EXPECT_EQ(texts(filter({{"filterPattern", "ERROR"}, {"startFromHead", false}})),
            "ERROR 4 ERROR 2 ERROR 1");
  EXPECT_EQ(texts(filter({{"logStreamNames", {"s"}}})), "ERROR 1 INFO 3");
  EXPECT_EQ(texts(filter({{"logStreamNames", {"t", "u"}}})), "ERROR 2 ERROR 4");
  EXPECT_EQ(texts(filter({{"logStreamNamePrefix", "t"}})), "ERROR 2");
  EXPECT_TRUE(filter(Json::object()).at("searchedLogStreams").empty());
  const auto error = [&](Json input) {
    input["logGroupName"] = "g";
    return call("FilterLogEvents", std::move(input)).error();
  };
  EXPECT_EQ(error({{"filterPattern", "{ $.a"}}).message, "Invalid filter pattern");
  EXPECT_EQ(error({{"logStreamNames", {"s"}}, {"logStreamNamePrefix", "s"}}).code,
            "InvalidParameterException");
  EXPECT_EQ(error({{"logStreamNames", {"none"}}}).message,
            "The specified log stream does not exist.");
}

// Whatever the page size, the pages together are the whole list, in order and without a repeat.
TEST_F(Events, ComeInPagesThatAddUp) {
  constexpr unsigned kSeed = 7;
  std::mt19937 random(kSeed);
  std::vector<std::tuple<std::int64_t, int, std::string, std::string>> expected;
  for (int i = 0; i < 300; ++i) {
    const std::int64_t offset = static_cast<std::int64_t>(random() % 40);
    const std::string stream = std::string(1, "stu"[random() % 3]);
    const std::string text = (random() % 3 == 0 ? "ERROR_" : "INFO_") + std::to_string(i);
    put({{milliseconds(offset), text}}, stream).value();
    expected.emplace_back(offset, i, stream, text);
  }
  std::sort(expected.begin(), expected.end());
  for (int limit : {1, 2, 7, 100, 299, 300, 301}) {
    for (const bool is_forward : {true, false}) {
      for (const char* stream : {"", "t"}) {
        for (const char* pattern : {"", "ERROR"}) {
          std::string all;
          for (const auto& [offset, number, in, text] : expected) {
            if (in.starts_with(stream) && text.starts_with(pattern)) {
              all = is_forward ? all + " " + text : " " + text + all;
            }
          }
          Json input = {
              {"limit", limit}, {"filterPattern", pattern}, {"startFromHead", is_forward}};
          if (*stream != '\0') input["logStreamNames"] = Json::array({stream});
          std::string found;
          for (int round = 0; round < 1000; ++round) {
            const Json output = filter(input);
            EXPECT_LE(output.at("events").size(), static_cast<std::size_t>(limit));
            if (!output.at("events").empty()) found += " " + texts(output);
            if (!output.contains("nextToken")) break;
            input["nextToken"] = output.at("nextToken");
          }
          EXPECT_EQ(found, all) << "seed " << kSeed << " limit " << limit;
        }
      }
    }
  }
}

TEST_F(Events, AreSearchedABoundedNumberAtATime) {
  Batch batch(10'000, {milliseconds(1), "x"});
  for (int i = 0; i < 3; ++i) put(batch).value();
  put({{milliseconds(2), "ERROR"}}).value();
  const Json first = filter({{"filterPattern", "ERROR"}});
  EXPECT_TRUE(first.at("events").empty());
  ASSERT_TRUE(first.contains("nextToken"));
  const Json second = filter({{"filterPattern", "ERROR"}, {"nextToken", first.at("nextToken")}});
  EXPECT_EQ(texts(second), "ERROR");
  EXPECT_FALSE(second.contains("nextToken"));
}

TEST_F(Events, FillAPageOfOneMebibyteAtMost) {
  const std::string big(400'000, 'x');
  for (int i = 0; i < 4; ++i) put({{milliseconds(i), big}}).value();
  EXPECT_EQ(read({{"startFromHead", true}}).at("events").size(), 2u);
  const Json page = filter(Json::object());
  EXPECT_EQ(page.at("events").size(), 2u);
  EXPECT_EQ(filter({{"nextToken", page.at("nextToken")}}).at("events").size(), 2u);
}

TEST_F(Events, DeliveredMakeTheirStreamAndAreNoted) {
  const std::string text = R"({"eventName":"Encrypt"})";
  DeliveredEvent event;
  event.at = harness_.now;
  event.message = std::make_shared<const std::string>(text);
  event.event_id = "11111111-2222-3333-4444-555555555555";
  event.record_sequence = 42;
  const Scope scope = harness_.caller.scope;
  const auto deliver_to = [&](const std::string& group) {
    return harness_.with_context(
        [&](Context& context) { return deliver(state_, context, scope, group, "new", event); });
  };
  EXPECT_FALSE(deliver_to("none"));
  EXPECT_TRUE(harness_.timeline.take().size() == 0u);
  EXPECT_TRUE(deliver_to("g"));
  EXPECT_TRUE(group_exists(state_, scope, "g"));
  EXPECT_FALSE(group_exists(state_, scope, "none"));
  EXPECT_EQ(texts(filter({{"logStreamNames", {"new"}}})), text);
  harness_.store.scan_log_events(scope.id("g"), "new", {}, [](const LogEventRow& row) {
    EXPECT_EQ(row.record_sequence, 42u);
    return true;
  });
  EXPECT_EQ(harness_.timeline.count(), 1u);
  EXPECT_EQ(harness_.timeline.take(),
            R"({"kind":"log-event","account":"123456789012","region":"us-east-1","logGroup":"g",)"
            R"("logStream":"new","eventID":"11111111-2222-3333-4444-555555555555"})");
}

}  // namespace
}  // namespace keytrail::logs
