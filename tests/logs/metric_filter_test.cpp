#include "logs/metric_filter.h"

#include "logs/service.h"
#include "support/harness.h"

namespace keytrail::logs {
namespace {

using testing::Harness;

class MetricFilters : public ::testing::Test {
 protected:
  MetricFilters() { ok("CreateLogGroup", {{"logGroupName", "g"}}); }

  Result<Json> call(std::string_view operation, Json input) {
    return harness_.call(operations(), state_, operation, std::move(input));
  }
  Json ok(std::string_view operation, Json input) {
    auto result = call(operation, std::move(input));
    if (result.ok()) return result.value();
    ADD_FAILURE() << operation << ": " << result.error().code << ": " << result.error().message;
    return Json();
  }
  static Json input_of(const std::string& name, const std::string& pattern,
                       const Json& transformation = Json::object()) {
    Json whole = {{"metricName", "Count"}, {"metricNamespace", "Test"}, {"metricValue", "1"}};
    whole.update(transformation);
    return {{"logGroupName", "g"},
            {"filterName", name},
            {"filterPattern", pattern},
            {"metricTransformations", Json::array({whole})}};
  }
  void put_filter(const std::string& name, const std::string& pattern,
                  const Json& transformation = Json::object()) {
    ok("PutMetricFilter", input_of(name, pattern, transformation));
  }
  std::string put_error(const std::string& pattern, const Json& transformation = Json::object()) {
    const auto result = call("PutMetricFilter", input_of("f", pattern, transformation));
    if (result.ok()) return "accepted";
    EXPECT_EQ(result.error().code, "InvalidParameterException");
    return result.error().message;
  }
  void deliver_text(const std::string& text,
                    const std::vector<JsonObjectText::Place>* members = nullptr) {
    DeliveredEvent event;
    event.at = harness_.now - std::chrono::seconds(5);
    event.message = std::make_shared<const std::string>(text);
    event.members = members;
    event.event_id = "the-cause";
    EXPECT_TRUE(harness_.with_context([&](Context& context) {
      return deliver(state_, context, context.scope(), "g", "s", event).ok();
    }));
  }
  void advance(Duration by) { harness_.advance(timers(), state_, by); }
  std::vector<double> values() {
    std::vector<double> found;
    for (const auto& [scope, value] : harness_.metric_values) found.push_back(value.value);
    return found;
  }

  Harness harness_;
  State state_;
};

using Values = std::vector<double>;
constexpr std::chrono::minutes kMinute{1};

TEST_F(MetricFilters, AreDescribedAsTheyWerePut) {
  put_filter("b", "ERROR", {{"unit", "Count"}, {"defaultValue", 0}});
  put_filter("a", "{ $.a = 1 }", {{"dimensions", {{"Type", "$.type"}}}});
  const Json filters = ok("DescribeMetricFilters", {{"logGroupName", "g"}}).at("metricFilters");
  ASSERT_EQ(filters.size(), 2u);
  EXPECT_EQ(filters[0].at("metricTransformations")[0],
            (Json{{"metricName", "Count"},
                  {"metricNamespace", "Test"},
                  {"metricValue", "1"},
                  {"dimensions", {{"Type", "$.type"}}}}));
  EXPECT_EQ(filters[1],
            (Json{{"filterName", "b"},
                  {"filterPattern", "ERROR"},
                  {"metricTransformations", Json::array({Json{{"metricName", "Count"},
                                                              {"metricNamespace", "Test"},
                                                              {"metricValue", "1"},
                                                              {"defaultValue", 0.0},
                                                              {"unit", "Count"}}})},
                  {"creationTime", millis_of(harness_.now)},
                  {"logGroupName", "g"},
                  {"applyOnTransformedLogs", false}}));
  const auto count = [&](Json input) {
    return ok("DescribeMetricFilters", std::move(input)).at("metricFilters").size();
  };
  EXPECT_EQ(count(Json::object()), 2u);
  EXPECT_EQ(count({{"logGroupName", "g"}, {"filterNamePrefix", "a"}}), 1u);
  EXPECT_EQ(count({{"metricName", "Count"}, {"metricNamespace", "Test"}}), 2u);
  EXPECT_EQ(count({{"metricName", "Count"}, {"metricNamespace", "Other"}}), 0u);
  EXPECT_EQ(call("DescribeMetricFilters", {{"metricName", "Count"}}).error().code,
            "InvalidParameterException");
  const Json page = ok("DescribeMetricFilters", {{"limit", 1}});
  EXPECT_EQ(ok("DescribeMetricFilters", {{"nextToken", page.at("nextToken")}})
                .at("metricFilters")[0]
                .at("filterName"),
            "b");
  EXPECT_EQ(ok("DescribeLogGroups", Json::object()).at("logGroups")[0].at("metricFilterCount"), 2);
  ok("DeleteMetricFilter", {{"logGroupName", "g"}, {"filterName", "a"}});
  EXPECT_EQ(count(Json::object()), 1u);
}

TEST_F(MetricFilters, AreRefusedInAwsWords) {
  const char* const kNumber = "Invalid metric transformation: metric value ";
  EXPECT_EQ(put_error("{ $.a = "), "Invalid filter pattern");
  EXPECT_EQ(put_error("ERROR", {{"metricValue", "one"}}),
            std::string(kNumber) + "one must be a valid number");
  EXPECT_EQ(put_error("ERROR", {{"metricValue", "$.a"}}),
            std::string(kNumber) + "$.a must be a valid number");
  EXPECT_EQ(put_error("[a, b]", {{"metricValue", "$c"}}),
            std::string(kNumber) + "$c must be a valid number");
  EXPECT_EQ(put_error("[a, b]", {{"metricValue", "$b"}}), "accepted");
  EXPECT_EQ(put_error("{ $.a = 1 }", {{"dimensions", {{"A", "$.a"}}}, {"defaultValue", 0}}),
            "Invalid metric transformation: dimensions and default value are mutually exclusive "
            "properties");
  EXPECT_EQ(put_error("{ $.a = 1 }", {{"dimensions", {{"A", "a"}}}}),
            "Invalid metric transformation: dimension value must be valid selector");
  EXPECT_EQ(put_error("ERROR", {{"dimensions", {{"A", "$.a"}}}}),
            "The specified filter pattern does not support dimensions");
  Json dimensions = {{"A", "$.a"}, {"B", "$.b"}, {"C", "$.c"}};
  EXPECT_EQ(put_error("{ $.a = 1 }", {{"dimensions", dimensions}}), "accepted");
  dimensions["D"] = "$.d";
  EXPECT_NE(put_error("{ $.a = 1 }", {{"dimensions", dimensions}}), "accepted");
}

TEST_F(MetricFilters, HaveQuotas) {
  for (int i = 0; i < 5; ++i) put_filter("regex" + std::to_string(i), "%x%");
  const auto sixth = call("PutMetricFilter", input_of("regex5", "%x%"));
  ASSERT_FALSE(sixth.ok());
  EXPECT_EQ(sixth.error().code, "LimitExceededException");
  EXPECT_EQ(sixth.error().message, "Resource limit exceeded.");
  put_filter("regex4", "%y%");
  for (int i = 5; i < 100; ++i) put_filter("plain" + std::to_string(i), "x");
  EXPECT_FALSE(call("PutMetricFilter", input_of("one more", "x")).ok());
  put_filter("plain99", "y");
}

TEST_F(MetricFilters, SelectEventsByWhereTheyComeFrom) {
  struct Row {
    const char* criteria;
    bool takes;
  };
  const Row rows[] = {
      {R"(@aws.region = "us-east-1")", true},
      {R"(@aws.region = "eu-west-1")", false},
      {R"(@aws.region != "eu-west-1")", true},
      {R"(@aws.account="123456789012")", true},
      {R"(@aws.account IN ["1", "123456789012"])", true},
      {R"(@aws.account IN ["1"])", false},
      {R"(@aws.account NOT IN ["1"])", true},
      {R"(@aws.account NOT IN ["123456789012"])", false},
      {R"(@aws.region = "x" AND @aws.account = "1" OR @aws.region = "us-east-1")", true},
      {R"(@aws.region = "us-east-1" OR @aws.account = "1" AND @aws.region = "x")", true},
      {R"((@aws.region = "us-east-1" OR @aws.account = "1") AND @aws.region = "x")", false},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.criteria);
    Json input = input_of("f", "x");
    input["fieldSelectionCriteria"] = row.criteria;
    ok("PutMetricFilter", input);
    EXPECT_EQ(ok("DescribeMetricFilters", {})["metricFilters"][0]["fieldSelectionCriteria"],
              row.criteria);
    harness_.metric_values.clear();
    deliver_text("x");
    EXPECT_EQ(harness_.metric_values.size(), row.takes ? 1u : 0u);
  }
  for (const char* wrong :
       {"@aws.region", "@aws.region =", "@aws.region = x", "@aws.zone = \"x\"",
        "@aws.region == \"x\"", "@aws.region IN \"x\"", "@aws.region IN []",
        "@aws.region = \"x\" AND", "(@aws.region = \"x\"", "@aws.region = \"x\" ORDER"}) {
    Json input = input_of("f", "x");
    input["fieldSelectionCriteria"] = wrong;
    const auto result = call("PutMetricFilter", input);
    ASSERT_FALSE(result.ok()) << wrong;
    EXPECT_EQ(result.error().message, "The specified fieldSelectionCriteria is invalid.");
  }
}

TEST_F(MetricFilters, AddSystemFieldsToTheDimensions) {
  const auto put = [&](Json fields, const Json& transformation, const char* pattern = "x") {
    Json input = input_of("f", pattern, transformation);
    input["emitSystemFieldDimensions"] = std::move(fields);
    return call("PutMetricFilter", input);
  };
  EXPECT_TRUE(put({"@aws.account", "@aws.region"}, Json::object()).ok());
  EXPECT_EQ(ok("DescribeMetricFilters", {})["metricFilters"][0]["emitSystemFieldDimensions"],
            Json({"@aws.account", "@aws.region"}));
  deliver_text("x");
  ASSERT_EQ(harness_.metric_values.size(), 1u);
  using Dimensions = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(harness_.metric_values[0].second.dimensions,
            (Dimensions{{"@aws.account", "123456789012"}, {"@aws.region", "us-east-1"}}));
  // They count like the others.
  const Json two = {{"dimensions", {{"a", "$.a"}, {"b", "$.b"}}}};
  EXPECT_TRUE(put({"@aws.region"}, two, "{ $.a = * }").ok());
  EXPECT_EQ(put({"@aws.account", "@aws.region"}, two, "{ $.a = * }").error().message,
            "Invalid metric transformation: no more than 3 dimensions are allowed");
  EXPECT_EQ(put({"@aws.region"}, {{"defaultValue", 0}}).error().message,
            "Invalid metric transformation: dimensions and default value are mutually exclusive "
            "properties");
  EXPECT_EQ(put({"@aws.zone"}, Json::object()).error().message,
            "Invalid system field @aws.zone: valid values are @aws.account and @aws.region");
}

TEST_F(MetricFilters, CountWhatMatchesAndNothingElse) {
  put_filter(
      "errors",
      R"({ $.eventSource = kms.amazonaws.com && ($.errorMessage = "*" || $.errorCode = "*") })",
      {{"unit", "Count"}});
  deliver_text(R"({"eventSource":"kms.amazonaws.com"})");
  deliver_text("plain text");
  EXPECT_TRUE(harness_.metric_values.empty());
  deliver_text(R"({"eventSource":"kms.amazonaws.com","errorCode":"DisabledException"})");
  ASSERT_EQ(harness_.metric_values.size(), 1u);
  const auto& [scope, value] = harness_.metric_values[0];
  EXPECT_EQ(scope, harness_.caller.scope);
  EXPECT_EQ(value.metric_namespace, "Test");
  EXPECT_EQ(value.metric_name, "Count");
  EXPECT_EQ(value.value, 1);
  EXPECT_EQ(value.unit, "Count");
  EXPECT_EQ(value.at, harness_.now - std::chrono::seconds(5));  // The event's own time.
  EXPECT_EQ(value.source, "metric-filter errors of g");
  EXPECT_EQ(value.cause, "the-cause");
  EXPECT_TRUE(value.dimensions.empty());
  EXPECT_FALSE(harness_.scheduler.next_due());
}

// Knowing where the members are spares the tree and changes no verdict.
TEST_F(MetricFilters, JudgeByMembersAsTheyDoByTheTree) {
  const char* const members[] = {R"("AccessDenied")",
                                 R"("")",
                                 R"("a\"b")",
                                 R"("caf\u00e9")",
                                 "1",
                                 "1.50",
                                 "null",
                                 "true",
                                 "false",
                                 "{}",
                                 "[]",
                                 R"({"b":"Root"})",
                                 R"({"b":1})",
                                 R"({"b":"R\u006fot"})",
                                 R"(["Root"])",
                                 R"([{"b":"Root"}])"};
  const char* const conditions[] = {
      R"($.a = "*")",    R"($.a != "*")",  "$.a = Access*",  "$.a = *Denied",    R"($.a = "a\"b")",
      "$.a = 1",         "$.a != 1",       "$.a > 0",        R"($.a = "1*")",    "$.a IS NULL",
      "$.a IS TRUE",     "$.a IS FALSE",   "$.a NOT EXISTS", "$.a.b NOT EXISTS", "$.a.b = Root",
      "$.a.b != Root",   "$.a.b = 1",      "$.a.b = *",      "$.a[0] = Root",    "$.a[*] = Root",
      "$.a[0].b = Root", "$.a = %Denied%", "$.x NOT EXISTS", "$.x = 1",          R"($.a = "café")",
      R"($.* = "*")"};
  std::size_t matches = 0;
  for (const char* member : members) {
    JsonObjectText text;
    text.add_raw("a", member);
    text.close();
    for (const char* condition : conditions) {
      const auto pattern = FilterPattern::compile("{ " + std::string(condition) + " }");
      ASSERT_TRUE(std::holds_alternative<FilterPattern>(pattern)) << condition;
      const bool by_tree = std::get<FilterPattern>(pattern).matches(LogMessage(text.text()));
      const LogMessage with_members(text.text(), nullptr, &text.places());
      EXPECT_EQ(std::get<FilterPattern>(pattern).matches(with_members), by_tree)
          << condition << " on " << member;
      matches += by_tree ? 1 : 0;
    }
  }
  EXPECT_GT(matches, 30u);
}

TEST_F(MetricFilters, NeverCountWhatWasThereBefore) {
  deliver_text("ERROR");
  put_filter("f", "ERROR");
  EXPECT_TRUE(harness_.metric_values.empty());
  deliver_text("ERROR");
  EXPECT_EQ(values(), Values{1});
}

TEST_F(MetricFilters, TakeValuesAndDimensionsFromTheEvent) {
  put_filter(
      "bytes", "{ $.bytes = * }",
      {{"metricValue", "$.bytes"}, {"dimensions", {{"Type", "$.user.type"}, {"Ok", "$.ok"}}}});
  deliver_text(R"({"bytes":12.5,"user":{"type":"Root"},"ok":true})");
  deliver_text(R"({"bytes":"12.5","user":{"type":"Root"},"ok":true})");  // No number.
  deliver_text(R"({"bytes":1,"user":{},"ok":true})");                    // A dimension is missing.
  ASSERT_EQ(values(), Values{12.5});
  using Dimensions = std::vector<std::pair<std::string, std::string>>;
  EXPECT_EQ(harness_.metric_values[0].second.dimensions,
            (Dimensions{{"Ok", "true"}, {"Type", "Root"}}));
  put_filter("size", "[ip, ..., size]",
             {{"metricValue", "$size"}, {"dimensions", {{"Ip", "$ip"}}}});
  deliver_text("10.0.0.1 x 77");
  deliver_text("10.0.0.1 x -");
  ASSERT_EQ(values(), (Values{12.5, 77}));
  EXPECT_EQ(harness_.metric_values[1].second.dimensions, (Dimensions{{"Ip", "10.0.0.1"}}));
}

TEST_F(MetricFilters, GiveTheirDefaultForAMinuteWithEventsAndNoMatch) {
  put_filter("f", "ERROR", {{"defaultValue", 0}});
  advance(10 * kMinute);
  EXPECT_TRUE(values().empty());  // No event, no default.
  advance(std::chrono::seconds(20));
  const Instant minute = harness_.now - std::chrono::seconds(20);
  deliver_text("fine");
  deliver_text("fine too");
  EXPECT_EQ(harness_.scheduler.next_due(), minute + kMinute);
  advance(kMinute);
  EXPECT_EQ(values(), Values{0});
  EXPECT_EQ(harness_.metric_values[0].second.at, minute);
  EXPECT_FALSE(harness_.scheduler.next_due());  // No idle ticking.
}

TEST_F(MetricFilters, GiveNoDefaultOnceOneEventMatched) {
  put_filter("f", "ERROR", {{"defaultValue", 7}});
  for (const char* first : {"ERROR", "fine"}) {
    harness_.metric_values.clear();
    deliver_text(first);
    deliver_text(first == std::string_view("fine") ? "ERROR" : "fine");
    advance(kMinute);
    EXPECT_EQ(values(), Values{1}) << first;
  }
  harness_.metric_values.clear();
  deliver_text("fine");
  advance(kMinute);
  EXPECT_EQ(values(), Values{7});
}

TEST_F(MetricFilters, ForgetTheDefaultWhenPutAnewOrDeleted) {
  put_filter("f", "ERROR", {{"defaultValue", 7}});
  deliver_text("fine");
  put_filter("f", "ERROR", {{"defaultValue", 8}});
  deliver_text("fine");
  advance(kMinute);
  EXPECT_EQ(values(), Values{8});
  deliver_text("fine");
  ok("DeleteMetricFilter", {{"logGroupName", "g"}, {"filterName", "f"}});
  advance(kMinute);
  EXPECT_EQ(values(), Values{8});
}

TEST_F(MetricFilters, AreCompiledAnewAfterLoading) {
  put_filter("f", "ERROR");
  const std::string id = state_.filters.rows().begin()->first;
  const Json row = *parse_json(*state_.filters.row(id));
  state_.filters.load(id, row);
  EXPECT_EQ(state_.filters.find(id)->compiled, nullptr);
  deliver_text("ERROR");
  EXPECT_EQ(values(), Values{1});
  EXPECT_NE(state_.filters.find(id)->compiled, nullptr);
}

TEST_F(MetricFilters, CountWhatPutLogEventsBrings) {
  put_filter("f", "ERROR");
  ok("CreateLogStream", {{"logGroupName", "g"}, {"logStreamName", "s"}});
  ok("PutLogEvents", {{"logGroupName", "g"},
                      {"logStreamName", "s"},
                      {"logEvents",
                       {{{"timestamp", millis_of(harness_.now)}, {"message", "ERROR 1"}},
                        {{"timestamp", millis_of(harness_.now)}, {"message", "fine"}},
                        {{"timestamp", millis_of(harness_.now)}, {"message", "ERROR 2"}}}}});
  EXPECT_EQ(values(), (Values{1, 1}));
}

TEST_F(MetricFilters, AreTestedWithoutBeingPut) {
  const Json output = ok("TestMetricFilter", {{"filterPattern", "[..., code = 4*, size]"},
                                              {"logEventMessages", {"a 200 1", "b 404 2"}}});
  EXPECT_EQ(
      output,
      (Json{{"matches", Json::array({Json{{"eventNumber", 1},
                                          {"eventMessage", "b 404 2"},
                                          {"extractedValues",
                                           {{"$1", "b"}, {"$code", "404"}, {"$size", "2"}}}}})}}));
  EXPECT_EQ(call("TestMetricFilter", {{"filterPattern", "\"x"}, {"logEventMessages", {"x"}}})
                .error()
                .message,
            "Invalid filter pattern");
}

}  // namespace
}  // namespace keytrail::logs
