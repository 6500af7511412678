// Metric math: expressions, the functions, GetMetricData with expressions, alarms on them.
#include <cmath>

#include "base/text.h"
#include "cloudwatch/math/evaluate.h"
#include "cloudwatch/math/query_set.h"
#include "fixture.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

constexpr double kGap = std::numeric_limits<double>::quiet_NaN();

// Values minute by minute, a gap where there is none.
TimeSeries minute_series(const std::string& label, const std::vector<double>& values) {
  const Instant from = *parse_instant("2026-01-01T23:57:00Z");
  TimeSeries series{label, {from, from + minutes(5), minutes(1)}, {}};
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) series.points[from + i * minutes(1)] = values[i];
  }
  return series;
}

struct MetricMath : ::testing::Test {
  std::map<std::string, Value> metrics{
      {"m1", minute_series("one", {1, 2, kGap, 4, 10})},
      {"m2", minute_series("two", {5, kGap, 5, 0, 5})},
      {"empty", minute_series("none", {})},
  };

  Result<Value> evaluated(const std::string& text) {
    Result<Expression> expression = parse_expression(text);
    if (!expression.ok()) return expression.error();
    MathEnvironment environment;
    environment.find = [&](const std::string& id) {
      const auto found = metrics.find(id);
      return found == metrics.end() ? nullptr : &found->second;
    };
    environment.metrics = [&](const std::string& part) {
      SeriesList list;
      for (const auto& [id, value] : metrics) {
        if (id.find(part) != std::string::npos) list.push_back(std::get<TimeSeries>(value));
      }
      return list;
    };
    environment.grid = std::get<TimeSeries>(metrics.at("m1")).grid;
    return evaluate_expression(expression.value(), environment);
  }
  // "1 2 - 4 10" for a series, "3" for a number, "one two" for the labels of an array.
  std::string shown(const std::string& text) {
    const Result<Value> value = evaluated(text);
    if (!value.ok()) return value.error().message;
    const auto number = [](double one) {
      std::string digits = to_java_double(one);
      return digits.ends_with(".0") ? digits.substr(0, digits.size() - 2) : digits;
    };
    if (const auto* scalar = std::get_if<double>(&value.value())) return number(*scalar);
    std::vector<std::string> words;
    if (const auto* list = std::get_if<SeriesList>(&value.value())) {
      for (const TimeSeries& series : *list) words.push_back(series.label);
      return join(words, " ");
    }
    const TimeSeries& series = std::get<TimeSeries>(value.value());
    for (Instant at = series.grid.from; at < series.grid.until; at += series.grid.period) {
      const auto found = series.points.find(at);
      words.push_back(found == series.points.end() ? "-" : number(found->second));
    }
    return join(words, " ");
  }
};

TEST_F(MetricMath, ComputesWhatTheGuideSays) {
  struct Case {
    const char* expression;
    const char* value;
  };
  const Case cases[] = {
      // Operators, and how they bind.
      {"m1", "1 2 - 4 10"},
      {"m1 + m2", "6 - - 4 15"},
      {"m1 / m2", "0.2 - - - 2"},  // Divided by zero: no datapoint.
      {"100 - m1", "99 98 - 96 90"},
      {"-m1", "-1 -2 - -4 -10"},
      {"2 + 3 * 4", "14"},
      {"(2 + 3) * 4", "20"},
      {"10 - 4 - 3", "3"},
      {"-2 ^ 2", "-4"},
      {"2 ^ 3 * 2", "16"},
      {"1e3 / .5", "2000"},
      {"m1 > 3", "0 0 - 1 1"},
      {"m1 >= 4 AND m1 < 10", "0 0 - 1 0"},
      {"m1 == 1 || m1 == 10", "1 0 - 0 1"},
      {"m1 != 2 && 1", "1 0 - 1 1"},
      {"1 OR 1 AND 0", "1"},
      // Of one series a number, of several a series.
      {"SUM(m1)", "17"},
      {"AVG(m1)", "4.25"},
      {"MIN(m1)", "1"},
      {"MAX(m1)", "10"},
      {"STDDEV(m1)", "3.491060010942235"},
      {"SUM([m1, m2])", "6 2 5 4 15"},
      {"MAX([m1, m2])", "5 2 5 4 10"},
      {"MIN([m1, m2])", "1 2 5 0 5"},
      {"AVG([m1, m2])", "3 1 2.5 2 7.5"},  // The missing one counts as 0.
      {"SUM(METRICS())", "6 2 5 4 15"},
      {"SUM(METRICS(\"m1\"))", "1 2 - 4 10"},
      {"m1 - AVG(m1)", "-3.25 -2.25 - -0.25 5.75"},
      {"SUM(empty) + m1", "- - - - -"},
      {"DATAPOINT_COUNT(m1)", "4"},
      {"DATAPOINT_COUNT(empty)", "0"},
      {"PERIOD(m1)", "60"},
      {"m1 / PERIOD(m1) * 60", "1 2 - 4 10"},
      // Along one series.
      {"ABS(0 - m1)", "1 2 - 4 10"},
      {"CEIL(m1 / 4)", "1 1 - 1 3"},
      {"FLOOR(m1 / 4)", "0 0 - 1 2"},
      {"LOG(m2)", "1.6094379124341003 - 1.6094379124341003 - 1.6094379124341003"},
      {"LOG10(m2 * 20)", "2 - 2 - 2"},
      {"ABS(-3)", "3"},
      {"DIFF(m1)", "- 1 - 2 6"},
      {"DIFF_TIME(m1)", "- 60 - 120 60"},
      {"RATE(m1 * 60)", "- 1 - 1 6"},
      {"RUNNING_SUM(m1)", "1 3 - 7 17"},
      {"TIME_SERIES(7)", "7 7 7 7 7"},
      // FILL and IF.
      {"FILL(m1, 0)", "1 2 0 4 10"},
      {"FILL(m1, REPEAT)", "1 2 2 4 10"},
      {"FILL(m1, LINEAR)", "1 2 3 4 10"},
      {"FILL(m2, m1)", "5 2 5 0 5"},
      {"FILL(empty, 0)", "0 0 0 0 0"},
      {"FILL(empty, REPEAT)", "- - - - -"},
      {"IF(m1 > 3, m1, 0)", "0 0 - 4 10"},
      {"IF(m1 > 3, m1)", "- - - 4 10"},
      {"IF(m1, m2, 9)", "5 - - 0 5"},
      {"IF(SUM(m1) > 5, m1, m2)", "1 2 - 4 10"},
      {"IF(0, m1, m2)", "5 - 5 0 5"},
      {"IF(1 > 2, 3, 4)", "4"},
      // The calendar: from Thursday 1 January 23:57 to Friday.
      {"MINUTE(m1)", "57 58 59 0 1"},
      {"HOUR(m1)", "23 23 23 0 0"},
      {"DAY(m1)", "4 4 4 5 5"},
      {"DATE(m1)", "1 1 1 2 2"},
      {"MONTH(m1) + YEAR(m1)", "2027 2027 2027 2027 2027"},
      {"EPOCH(m1) - 1767311820", "0 60 120 180 240"},
      {"IF(DAY(m1) == 4, m1)", "1 2 - - -"},
      // Arrays.
      {"METRICS()", "none one two"},
      {"METRICS() * 2", "none one two"},
      {"FIRST(METRICS(\"m\"))", "- - - - -"},
      {"FIRST([m1, m2])", "1 2 - 4 10"},
      {"LAST([m1, m2])", "5 - 5 0 5"},
      {"SORT(METRICS(), SUM, DESC)", "one two none"},
      {"SORT(METRICS(), AVG, ASC)", "two one none"},
      {"SORT(METRICS(), MAX, DESC, 1)", "one"},
      {"SLICE(METRICS(), 1)", "one two"},
      {"SLICE(METRICS(), 0, 2)", "none one"},
      {"REMOVE_EMPTY(METRICS())", "one two"},
      {"SUM(FILL(METRICS(), 1))", "7 4 7 5 16"},
      {"SUM(METRICS() + m1)", "8 4 - 12 35"},
  };
  for (const Case& row : cases) EXPECT_EQ(shown(row.expression), row.value) << row.expression;
}

TEST_F(MetricMath, RefusesWhatCannotBeComputed) {
  struct Case {
    const char* expression;
    const char* message;
  };
  const Case cases[] = {
      {"m1 +", "The expression ends too early."},
      {"m1 m2", "Unexpected 'm' at char 3."},
      {"(m1", "The expression ends too early."},
      {"m1 $ m2", "Unexpected '$' at char 3."},
      {"METRICS(\"m", "A text in quotes does not end."},
      {"m9", "Unrecognized metric 'm9'."},
      {"MEDIAN(m1)", "Unrecognized function 'MEDIAN'."},
      {"SUM(m1, m2)", "The number of arguments of SUM is wrong."},
      {"FILL(m1)", "The number of arguments of FILL is wrong."},
      {"FILL(m1, SUM)", "Argument 2 of FILL must be a number, a time series, REPEAT or LINEAR."},
      {"RATE(5)", "Argument 1 of RATE must be a time series."},
      {"SUM(5)", "Argument 1 of SUM must be a time series or an array of them."},
      {"SORT(m1, SUM)", "Argument 1 of SORT must be an array of time series."},
      {"SORT(METRICS(), STDDEV)", "Unrecognized metric 'STDDEV'."},
      {"SORT(METRICS(), SUM, UP)", "Unrecognized metric 'UP'."},
      {"SLICE(METRICS(), 0.5)", "Argument 2 of SLICE must be a whole number."},
      {"IF(METRICS(), 1, 0)", "Argument 1 of IF must be a number or a time series."},
      {"TIME_SERIES(m1)", "Argument 1 of TIME_SERIES must be a number."},
      {"[m1, 5]", "The members of an array must be time series."},
      {"m1 + \"text\"", "The operands of + must be numbers or time series."},
      {"METRICS(m1)", "METRICS takes a text or nothing."},
  };
  for (const Case& row : cases) {
    const Result<Value> value = evaluated(row.expression);
    ASSERT_FALSE(value.ok()) << row.expression;
    EXPECT_EQ(value.error().message, row.message) << row.expression;
  }
  EXPECT_FALSE(evaluated(std::string(2000, '(')).ok());
  EXPECT_FALSE(evaluated(std::string(2000, '-') + "1").ok());
}

// ---- through the calls ----

struct MathCalls : CloudWatch, ::testing::Test {
  static Json metric(const std::string& id, const std::string& name, bool returns_data = false) {
    return Json{{"Id", id},
                {"MetricStat",
                 {{"Metric", {{"Namespace", "Test"}, {"MetricName", name}}},
                  {"Period", 60},
                  {"Stat", "Sum"}}},
                {"ReturnData", returns_data}};
  }
  static Json expression(const std::string& id, const std::string& text) {
    return Json{{"Id", id}, {"Expression", text}};
  }
  void put_data(const std::string& name, double value) {
    must("PutMetricData",
         {{"Namespace", "Test"}, {"MetricData", {{{"MetricName", name}, {"Value", value}}}}});
  }
  Json get(Json queries, Json members = Json::object()) {
    Json input{{"MetricDataQueries", std::move(queries)},
               {"StartTime", millis_of(now) - 300'000},
               {"EndTime", millis_of(now)}};
    input.update(members);
    return must("GetMetricData", input)["MetricDataResults"];
  }
  ApiError refused_queries(Json queries) {
    const Result<Json> result =
        run("GetMetricData",
            {{"MetricDataQueries", std::move(queries)}, {"StartTime", 0}, {"EndTime", 60'000}});
    EXPECT_FALSE(result.ok());
    return result.ok() ? ApiError{} : result.error();
  }
  Json math_alarm(Json metrics, Json members = Json::object()) {
    Json input{{"AlarmName", "errors"},
               {"Metrics", std::move(metrics)},
               {"EvaluationPeriods", 1},
               {"Threshold", 50.0},
               {"ComparisonOperator", "GreaterThanThreshold"},
               {"TreatMissingData", "notBreaching"},
               {"AlarmActions", {"arn:aws:sns:us-east-1:123456789012:oncall"}}};
    input.update(members);
    return input;
  }
};

TEST_F(MathCalls, GetMetricDataComputesAndHidesWhatItIsNotAskedFor) {
  put_data("errors", 3);
  put_data("calls", 4);
  wait(minutes(1));
  put_data("calls", 10);
  wait(minutes(1));
  const Json results = get({expression("rate", "100 * FILL(e, 0) / c"),
                            metric("e", "errors"),
                            metric("c", "calls"),
                            {{"Id", "half"}, {"Expression", "rate / 2"}, {"Label", "Half of it"}}},
                           {{"ScanBy", "TimestampAscending"}});
  ASSERT_EQ(results.size(), 2u);
  EXPECT_EQ(results[0]["Id"], "rate");
  EXPECT_EQ(results[0]["Label"], "rate");
  EXPECT_EQ(results[0]["Values"], Json({75.0, 0.0}));
  EXPECT_EQ(results[0]["Timestamps"], Json({millis_of(now) - 120'000, millis_of(now) - 60'000}));
  EXPECT_EQ(results[1]["Label"], "Half of it");
  EXPECT_EQ(results[1]["Values"], Json({37.5, 0.0}));
  // Newest first by default; an array gives a result for each series.
  const Json all =
      get({metric("e", "errors"), metric("c", "calls"), expression("all", "METRICS()")});
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0]["Label"], "all errors");
  EXPECT_EQ(all[1]["Label"], "all calls");
  EXPECT_EQ(all[1]["Values"], Json({10.0, 4.0}));
  // A number alone is a level line over the whole time.
  EXPECT_EQ(get({metric("c", "calls"), expression("s", "SUM(c)")})[0]["Values"],
            Json({14.0, 14.0, 14.0, 14.0, 14.0}));
}

TEST_F(MathCalls, GetMetricDataNamesWhatItRefuses) {
  EXPECT_EQ(refused_queries({expression("e1", "m1 * 2")}).message,
            "Error in expression 'e1': Unrecognized metric 'm1'.");
  EXPECT_EQ(refused_queries({expression("e1", "e2"), expression("e2", "1 + e1")}).message,
            "Error in expression 'e1': Circular dependency in the metrics list.");
  EXPECT_EQ(refused_queries({expression("e1", "\"text\"")}).message,
            "Error in expression 'e1': The result must be a time series.");
  Json both = metric("m1", "x");
  both["Expression"] = "1";
  EXPECT_EQ(refused_queries({both}).code, validation_exception("").code);
  for (const char* text : {"SEARCH('{Test} x', 'Sum', 60)", "1 + ANOMALY_DETECTION_BAND(m1)",
                           "INSIGHT_RULE_METRIC(\"r\", \"Sum\")", "SELECT AVG(x) FROM Test"}) {
    EXPECT_EQ(refused_queries({metric("m1", "x"), expression("e1", text)}).status, 501) << text;
  }
}

TEST_F(MathCalls, AnAlarmWatchesAnExpression) {
  const Json metrics{expression("rate", "100 * e / c"), metric("e", "errors"),
                     metric("c", "calls")};
  must("PutMetricAlarm", math_alarm(metrics));
  wait(minutes(1));
  EXPECT_EQ(state_value(), "OK");
  put_data("errors", 3);
  wait(seconds(5));
  put_data("calls", 5);
  wait_until("2026-01-01T00:02:00Z");
  EXPECT_EQ(state_value(), "ALARM");
  const Json alarm = described();
  EXPECT_EQ(alarm["StateReason"],
            "Threshold Crossed: 1 datapoint [60.0 (01/01/26 00:01:00)] was greater than the "
            "threshold (50.0).");
  const Json data = *parse_json(alarm["StateReasonData"].get<std::string>());
  EXPECT_FALSE(data.contains("statistic"));
  EXPECT_EQ(data["period"], 60);
  EXPECT_FALSE(alarm.contains("MetricName"));
  EXPECT_FALSE(alarm.contains("Period"));
  ASSERT_EQ(alarm["Metrics"].size(), 3u);
  EXPECT_EQ(alarm["Metrics"][0],
            Json({{"Id", "rate"}, {"Expression", "100 * e / c"}, {"ReturnData", true}}));
  EXPECT_EQ(alarm["Metrics"][1]["MetricStat"]["Stat"], "Sum");
  const Json message = *parse_json(alarm_notifications.back().second.message);
  EXPECT_EQ(message["Trigger"]["Metrics"][0]["Expression"], "100 * e / c");
  EXPECT_FALSE(message["Trigger"].contains("MetricName"));
  EXPECT_NE(alarm_notifications.back().second.email_body.find("MetricExpression"),
            std::string::npos);
  wait(minutes(3));
  EXPECT_EQ(state_value(), "OK");
  EXPECT_FALSE(scheduler.next_due());
  // A change to one plain metric leaves nothing of the expression, and a deletion nothing at all.
  must("PutMetricAlarm", alarm_input());
  EXPECT_EQ(state.metrics.size(), 3u);
  EXPECT_FALSE(described().contains("Metrics"));
  must("DeleteAlarms", {{"AlarmNames", {"errors"}}});
}

// Nothing arrives, and still the hour changes.
TEST_F(MathCalls, AnAlarmOnTheHourIsNeverIdle) {
  must("PutMetricAlarm",
       math_alarm({metric("m1", "x"), expression("e1", "IF(HOUR(m1) >= 22, 60, 0)")}));
  wait_until("2026-01-01T22:00:00Z");
  EXPECT_EQ(state_value(), "OK");
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
  wait_until("2026-01-02T00:01:00Z");
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(MathCalls, PutMetricAlarmRefusesMetricsThatAreNotOneSeries) {
  const Json m1 = metric("m1", "x");
  Json other_period = metric("m2", "x");
  other_period["MetricStat"]["Period"] = 300;
  struct Case {
    Json input;
    const char* message;
  };
  Json many = Json::array();
  for (int i = 0; i < 11; ++i) many.push_back(metric("m" + std::to_string(i), "x", i == 0));
  const Case cases[] = {
      {math_alarm({m1}), "Exactly one element of the metrics list should return data."},
      {math_alarm({metric("m1", "x", true), expression("e1", "m1")}),
       "Exactly one element of the metrics list should return data."},
      {math_alarm({m1, expression("e1", "METRICS()")}),
       "Error in expression 'e1': The result must be a single time series."},
      {math_alarm({m1, other_period, expression("e1", "m1 + m2")}),
       "All metrics of the metrics list must have the same period."},
      {math_alarm({expression("e1", "TIME_SERIES(1)")}),
       "A metrics list without any metric must have a Period."},
      {math_alarm({metric("m1", "x", true)}, {{"MetricName", "x"}}),
       "Metrics list and MetricName cannot be specified together."},
      {math_alarm({metric("m1", "x", true)}, {{"Statistic", "Sum"}}),
       "Metrics list and Statistic cannot be specified together."},
      {math_alarm(many), "Metrics list cannot have more than 10 MetricStat elements."},
      {math_alarm({m1, expression("e1", "m1 + m3")}),
       "Error in expression 'e1': Unrecognized metric 'm3'."},
  };
  for (const Case& row : cases) {
    const Result<Json> result = run("PutMetricAlarm", row.input);
    ASSERT_FALSE(result.ok()) << row.message;
    EXPECT_EQ(result.error().message, row.message);
  }
  EXPECT_TRUE(state.alarms.empty());
}

TEST_F(MathCalls, SurviveBeingWrittenAndRead) {
  must("PutMetricAlarm", math_alarm({metric("m1", "x"), expression("e1", "m1 * 2")}));
  State copy;
  state.alarms.for_each_id([&](const std::string& id) {
    const std::string row = *state.alarms.row(id);
    copy.alarms.load(id, *parse_json(row));
    EXPECT_EQ(copy.alarms.row(id), row);
  });
  EXPECT_EQ(copy.alarms.size(), 1u);
}

}  // namespace
}  // namespace keytrail::cloudwatch
