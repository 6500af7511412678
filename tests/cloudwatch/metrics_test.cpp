// Metrics in and out: PutMetricData, ListMetrics, GetMetricStatistics, GetMetricData.
#include "cloudwatch/metrics.h"

#include <limits>

#include "fixture.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

Json datum(Json members) {
  Json one{{"MetricName", "Latency"}};
  one.update(members);
  return one;
}

struct Metrics : CloudWatch, ::testing::Test {
  Metrics() { now += hours(12); }

  static Json put_input(Json datum) {
    return Json{{"Namespace", "Shop"}, {"MetricData", Json::array({std::move(datum)})}};
  }
  void put(Json members) { must("PutMetricData", put_input(datum(std::move(members)))); }
  std::int64_t at(Duration offset) const { return millis_of(now + offset); }

  Json statistics_input(Json members = Json::object()) {
    Json input{{"Namespace", "Shop"},
               {"MetricName", "Latency"},
               {"StartTime", at(-hours(1))},
               {"EndTime", at(hours(1))},
               {"Period", 60},
               {"Statistics", {"Sum"}}};
    input.update(members);
    return input;
  }
  Json datapoints(Json members = Json::object()) {
    return must("GetMetricStatistics", statistics_input(std::move(members)))["Datapoints"];
  }
  Json query(const std::string& id, Json members = Json::object()) {
    Json stat{{"Metric", {{"Namespace", "Shop"}, {"MetricName", "Latency"}}},
              {"Period", 60},
              {"Stat", "Sum"}};
    stat.update(members);
    return Json{{"Id", id}, {"MetricStat", std::move(stat)}};
  }
  Json data_input(std::vector<Json> queries, Json members = Json::object()) {
    Json input{{"MetricDataQueries", std::move(queries)},
               {"StartTime", at(-hours(1))},
               {"EndTime", at(hours(1))}};
    input.update(members);
    return input;
  }
};

struct ErrorCase {
  const char* name;
  Json datum;
  const char* code;
  const char* message;
};

TEST_F(Metrics, PutMetricDataRefusesWhatAwsRefuses) {
  const Json set{{"SampleCount", 2.0}, {"Sum", 3.0}, {"Minimum", 1.0}, {"Maximum", 2.0}};
  Json empty_set = set, turned_set = set;
  empty_set["SampleCount"] = 0.0;
  turned_set["Maximum"] = 0.5;
  const char* const kCombination = "InvalidParameterCombinationException";
  const char* const kValue = "InvalidParameterValueException";
  const std::vector<ErrorCase> cases = {
      {"value and values",
       {{"Value", 1.0}, {"Values", {1.0}}},
       kCombination,
       "The parameters MetricData.member.1.Value and MetricData.member.1.Values are mutually "
       "exclusive and you have specified both."},
      {"value and set",
       {{"Value", 1.0}, {"StatisticValues", set}},
       kCombination,
       "The parameters MetricData.member.1.Value and MetricData.member.1.StatisticValues are "
       "mutually exclusive and you have specified both."},
      {"counts too few",
       {{"Values", {1.0, 2.0}}, {"Counts", {1.0}}},
       kValue,
       "The parameters MetricData.member.1.Values and MetricData.member.1.Counts must be of the "
       "same size."},
      {"no value at all", Json::object(), "MissingRequiredParameterException",
       "At least one of the parameters MetricData.member.1.Value, MetricData.member.1.Values or "
       "MetricData.member.1.StatisticValues must be specified."},
      {"no number",
       {{"Value", std::numeric_limits<double>::quiet_NaN()}},
       kValue,
       "The value NaN for parameter MetricData.member.1.Value is invalid."},
      {"too large",
       {{"Values", {1.0, 1e200}}},
       kValue,
       "The value 1.0E200 for parameter MetricData.member.1.Values.member.2 is invalid."},
      {"too old",
       {{"Value", 1.0}, {"Timestamp", at(-days(14) - seconds(1))}},
       kValue,
       "The parameter MetricData.member.1.Timestamp must specify a time within the past two "
       "weeks."},
      {"too early",
       {{"Value", 1.0}, {"Timestamp", at(hours(2) + seconds(1))}},
       kValue,
       "The parameter MetricData.member.1.Timestamp must specify a time within the past two "
       "weeks."},
      {"no resolution of thirty",
       {{"Value", 1.0}, {"StorageResolution", 30}},
       kValue,
       "The value 30 for parameter MetricData.member.1.StorageResolution is invalid."},
      {"one dimension twice",
       {{"Value", 1.0},
        {"Dimensions", {{{"Name", "a"}, {"Value", "1"}}, {{"Name", "a"}, {"Value", "2"}}}}},
       kValue,
       "No metric may specify the same dimension name twice."},
      {"a dimension with a colon",
       {{"Value", 1.0},
        {"Dimensions", {{{"Name", "a"}, {"Value", "1"}}, {{"Name", ":b"}, {"Value", "2"}}}}},
       kValue,
       "The value :b for parameter MetricData.member.1.Dimensions.member.2.Name is invalid."},
      {"a dimension beyond ASCII",
       {{"Value", 1.0}, {"Dimensions", {{{"Name", "a"}, {"Value", "\u00e9"}}}}},
       kValue,
       "The value \u00e9 for parameter MetricData.member.1.Dimensions.member.1.Value is invalid."},
      {"a set of nothing",
       {{"StatisticValues", empty_set}},
       kValue,
       "The parameter MetricData.member.1.StatisticValues.SampleCount must be greater than 0."},
      {"a set upside down",
       {{"StatisticValues", turned_set}},
       kValue,
       "The parameter MetricData.member.1.StatisticValues.Maximum must be greater than "
       "MetricData.member.1.StatisticValues.Minimum."},
  };
  for (const ErrorCase& row : cases) {
    const Result<Json> result = run("PutMetricData", put_input(datum(row.datum)));
    ASSERT_FALSE(result.ok()) << row.name;
    EXPECT_EQ(result.error().code, row.code) << row.name;
    EXPECT_EQ(result.error().message, row.message) << row.name;
  }
  EXPECT_TRUE(state.metrics.empty());
}

TEST_F(Metrics, PutMetricDataTakesTheEdgesOfTime) {
  put({{"Value", 1.0}, {"Timestamp", at(-days(14))}});
  put({{"Value", 1.0}, {"Timestamp", at(hours(2))}});
}

TEST_F(Metrics, PutMetricDataRefusesAwsNamespacesAndEmptyLists) {
  Json input = put_input(datum({{"Value", 1.0}}));
  input["Namespace"] = "AWS/KMS";
  EXPECT_EQ(run("PutMetricData", input).error().message,
            "The value AWS/ for parameter Namespace is invalid.");
  input["Namespace"] = "Shop";
  input["MetricData"] = Json::array();
  EXPECT_EQ(run("PutMetricData", input).error().message, "The parameter MetricData is required.");
  input["MetricData"] = std::vector<Json>(1001, datum({{"Value", 1.0}}));
  EXPECT_EQ(run("PutMetricData", input).error().message,
            "The collection MetricData must not have a size greater than 1000.");
}

TEST_F(Metrics, OneBadDatumKeepsAllOut) {
  Json input = put_input(datum({{"Value", 1.0}}));
  input["MetricData"].push_back(datum({{"Value", 1.0}, {"Values", {1.0}}}));
  EXPECT_FALSE(run("PutMetricData", input).ok());
  EXPECT_TRUE(datapoints().empty());
}

TEST_F(Metrics, AllFormsOfValuesAddUpInTheirMinute) {
  put({{"Value", 4.0}});
  put({{"Values", {1.0, 2.0}}, {"Counts", {3.0, 1.0}}});
  const Json set{{"SampleCount", 2.0}, {"Sum", 11.0}, {"Minimum", 5.0}, {"Maximum", 6.0}};
  put({{"StatisticValues", set}});
  put({{"StatisticValues", set}});  // Twice the same is twice as much.
  const Json all =
      datapoints({{"Statistics", {"SampleCount", "Average", "Sum", "Minimum", "Maximum"}}});
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0], Json({{"Timestamp", at(Duration(0))},
                          {"SampleCount", 9.0},
                          {"Average", 31.0 / 9},
                          {"Sum", 31.0},
                          {"Minimum", 1.0},
                          {"Maximum", 6.0},
                          {"Unit", "None"}}));
}

TEST_F(Metrics, UnitsStayApart) {
  put({{"Value", 1.0}, {"Unit", "Seconds"}});
  put({{"Value", 2.0}, {"Unit", "Milliseconds"}});
  EXPECT_EQ(datapoints().size(), 2u);
  const Json one = datapoints({{"Unit", "Seconds"}});
  ASSERT_EQ(one.size(), 1u);
  EXPECT_EQ(one[0]["Sum"], 1.0);
}

TEST_F(Metrics, DimensionsAreAnUnorderedIdentity) {
  const Json a{{"Name", "A"}, {"Value", "1"}}, b{{"Name", "B"}, {"Value", "2"}};
  put({{"Value", 1.0}, {"Dimensions", {a, b}}});
  EXPECT_EQ(datapoints({{"Dimensions", {b, a}}}).size(), 1u);
  EXPECT_EQ(datapoints({{"Dimensions", {a}}}).size(), 0u);  // No roll-up.
  EXPECT_EQ(datapoints().size(), 0u);
}

TEST_F(Metrics, PercentilesTakeTheNearestRank) {
  Json values = Json::array();
  for (int i = 1; i <= 100; ++i) values.push_back(i * 1.0);
  put({{"Values", values}});
  Json input = statistics_input({{"ExtendedStatistics", {"p50", "p99", "p99.9", "p100"}}});
  input.erase("Statistics");
  const Json found = must("GetMetricStatistics", input)["Datapoints"];
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0]["ExtendedStatistics"],
            Json({{"p50", 50.0}, {"p99", 99.0}, {"p99.9", 100.0}, {"p100", 100.0}}));
  put({{"Value", -1.0}});  // Not available with negative values.
  EXPECT_FALSE(must("GetMetricStatistics", input)["Datapoints"][0].contains("ExtendedStatistics"));
}

TEST_F(Metrics, GetMetricStatisticsRefusesWhatAwsRefuses) {
  struct Case {
    Json members;
    const char* code;
    const char* message;
  };
  const std::vector<Case> cases = {
      {{{"StartTime", at(-days(60))}},
       "InvalidParameterCombinationException",
       "You have requested up to 86460 datapoints, which exceeds the limit of 1440. You may reduce "
       "the datapoints requested by increasing Period, or decreasing the time range."},
      {{{"StartTime", at(hours(1))}},
       "InvalidParameterValueException",
       "The parameter StartTime must be less than the parameter EndTime."},
      {{{"Statistics", nullptr}},
       "InvalidParameterCombinationException",
       "At least one of the parameters Statistics and ExtendedStatistics must be specified."},
      {{{"Period", 61}},
       "InvalidParameterValueException",
       "The parameter Period must be 1, 5, 10, 20, 30, or a multiple of 60."},
  };
  for (const Case& row : cases) {
    const Result<Json> result = run("GetMetricStatistics", statistics_input(row.members));
    ASSERT_FALSE(result.ok()) << row.message;
    EXPECT_EQ(result.error().code, row.code);
    EXPECT_EQ(result.error().message, row.message);
  }
}

TEST_F(Metrics, StartIsIncludedAndEndIsNot) {
  put({{"Value", 1.0}, {"Timestamp", at(-minutes(2))}});
  put({{"Value", 2.0}, {"Timestamp", at(Duration(0))}});
  const Json found =
      datapoints({{"StartTime", at(-minutes(2)) + 30'000}, {"EndTime", at(Duration(0))}});
  ASSERT_EQ(found.size(), 1u);  // The start was rounded down to its minute.
  EXPECT_EQ(found[0]["Sum"], 1.0);
}

TEST_F(Metrics, FinerDataIsKeptLessLong) {
  put({{"Value", 1.0}});
  now += days(16);
  const Json long_ago{{"StartTime", at(-days(16) - hours(1))},
                      {"EndTime", at(-days(16) + hours(1))}};
  EXPECT_EQ(datapoints(long_ago).size(), 0u);
  Json coarse = long_ago;
  coarse["Period"] = 300;
  EXPECT_EQ(datapoints(coarse).size(), 1u);
}

TEST_F(Metrics, HighResolutionKeepsTheSecond) {
  now += seconds(7);
  put({{"Value", 1.0}, {"StorageResolution", 1}});
  put({{"Value", 2.0}});
  const Json found =
      datapoints({{"Period", 1}, {"StartTime", at(-seconds(30))}, {"EndTime", at(seconds(30))}});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]["Timestamp"], at(-seconds(7)));
  EXPECT_EQ(found[1]["Timestamp"], at(Duration(0)));
}

TEST_F(Metrics, ListMetricsFiltersByNameAndDimensionsAndForgetsAfterTwoWeeks) {
  const Json host{{"Name", "Host"}, {"Value", "h1"}}, zone{{"Name", "Zone"}, {"Value", "z"}};
  put({{"Value", 1.0}, {"Dimensions", {zone, host}}});
  put({{"Value", 1.0}});
  must("PutMetricAlarm", alarm_input());  // An alarm alone makes no metric to list.
  const Json all = must("ListMetrics", Json::object());
  ASSERT_EQ(all["Metrics"].size(), 2u);
  EXPECT_FALSE(all.contains("NextToken"));
  EXPECT_EQ(all["Metrics"][1],
            Json({{"Namespace", "Shop"}, {"MetricName", "Latency"}, {"Dimensions", {host, zone}}}));
  const auto count = [&](Json input) { return must("ListMetrics", input)["Metrics"].size(); };
  EXPECT_EQ(count({{"Dimensions", {{{"Name", "Host"}}}}}), 1u);
  EXPECT_EQ(count({{"Dimensions", {{{"Name", "Host"}, {"Value", "h2"}}}}}), 0u);
  EXPECT_EQ(count({{"Namespace", "Other"}}), 0u);
  EXPECT_EQ(count({{"MetricName", "Latency"}}), 2u);
  now += hours(4);
  EXPECT_EQ(count({{"RecentlyActive", "PT3H"}}), 0u);
  EXPECT_EQ(count(Json::object()), 2u);
  now += days(14);
  EXPECT_EQ(count(Json::object()), 0u);
}

TEST_F(Metrics, ListMetricsGivesPagesOfFiveHundred) {
  std::vector<Json> data;
  for (int i = 0; i < 501; ++i) {
    data.push_back(Json{{"MetricName", "m" + std::to_string(1000 + i)}, {"Value", 1.0}});
  }
  must("PutMetricData", Json{{"Namespace", "Many"}, {"MetricData", data}});
  const Json first = must("ListMetrics", Json::object());
  ASSERT_EQ(first["Metrics"].size(), 500u);
  const Json second = must("ListMetrics", Json{{"NextToken", first["NextToken"]}});
  ASSERT_EQ(second["Metrics"].size(), 1u);
  EXPECT_EQ(second["Metrics"][0]["MetricName"], "m1500");
  EXPECT_FALSE(second.contains("NextToken"));
  EXPECT_EQ(run("ListMetrics", Json{{"NextToken", "x"}}).error().code, "InvalidNextToken");
}

TEST_F(Metrics, GetMetricDataIsNewestFirstUnlessAskedOtherwise) {
  put({{"Value", 1.0}, {"Timestamp", at(-minutes(1))}});
  put({{"Value", 2.0}});
  Json result = must("GetMetricData", data_input({query("m1")}))["MetricDataResults"];
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0], Json({{"Id", "m1"},
                             {"Label", "Latency"},
                             {"Timestamps", {at(Duration(0)), at(-minutes(1))}},
                             {"Values", {2.0, 1.0}},
                             {"StatusCode", "Complete"}}));
  result = must("GetMetricData",
                data_input({query("m1")}, {{"ScanBy", "TimestampAscending"}}))["MetricDataResults"];
  EXPECT_EQ(result[0]["Values"], Json({1.0, 2.0}));
}

TEST_F(Metrics, GetMetricDataWithoutDataStillHasAnEntry) {
  const Json result = must("GetMetricData", data_input({query("m1")}))["MetricDataResults"];
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0]["Values"], Json::array());
  EXPECT_EQ(result[0]["StatusCode"], "Complete");
}

TEST_F(Metrics, GetMetricDataLabelsTellQueriesOfOneMetricApart) {
  const auto labels = [&](std::vector<Json> queries) {
    std::vector<std::string> found;
    const Json output = must("GetMetricData", data_input(std::move(queries)));
    for (const Json& one : output["MetricDataResults"]) found.push_back(one["Label"]);
    return found;
  };
  using Labels = std::vector<std::string>;
  EXPECT_EQ(labels({query("a"), query("b", {{"Stat", "Maximum"}})}),
            (Labels{"Latency Sum", "Latency Maximum"}));
  EXPECT_EQ(labels({query("a"), query("b", {{"Period", 300}})}),
            (Labels{"Latency 60", "Latency 300"}));
  EXPECT_EQ(labels({query("a"), query("b", {{"Period", 300}, {"Stat", "Maximum"}})}),
            (Labels{"Latency Sum 60", "Latency Maximum 300"}));
  EXPECT_EQ(labels({query("a"), query("b")}), (Labels{"Latency", "Latency"}));
}

TEST_F(Metrics, GetMetricDataTakesOneOfSeveralUnitsAndSaysSo) {
  put({{"Value", 1.0}, {"Unit", "Seconds"}});
  put({{"Value", 2.0}, {"Unit", "Milliseconds"}});
  const Json result = must("GetMetricData", data_input({query("m1")}))["MetricDataResults"];
  EXPECT_EQ(result[0]["Values"], Json({2.0}));
  EXPECT_EQ(result[0]["Messages"],
            Json({{{"Code", "MultipleUnits"},
                   {"Value", "Multiple units returned: '[Milliseconds, Seconds]'"}}}));
  const Json one =
      must("GetMetricData", data_input({query("m1", {{"Unit", "Seconds"}})}))["MetricDataResults"];
  EXPECT_EQ(one[0]["Values"], Json({1.0}));
  EXPECT_FALSE(one[0].contains("Messages"));
}

TEST_F(Metrics, GetMetricDataGivesPages) {
  for (int i = 0; i < 5; ++i) put({{"Value", i * 1.0}, {"Timestamp", at(-minutes(i))}});
  Json input = data_input({query("a"), query("b")}, {{"MaxDatapoints", 4}});
  std::vector<std::string> told;
  for (int page = 0; page < 5; ++page) {
    const Json output = must("GetMetricData", input);
    for (const Json& one : output["MetricDataResults"]) {
      told.push_back(one["Id"].get<std::string>() + std::to_string(one["Values"].size()) +
                     one["StatusCode"].get<std::string>());
    }
    if (!output.contains("NextToken")) break;
    input["NextToken"] = output["NextToken"];
  }
  EXPECT_EQ(told, (std::vector<std::string>{"a4PartialData", "a1Complete", "b3PartialData",
                                            "b2Complete"}));
}

TEST_F(Metrics, GetMetricDataRefusesIdsGivenTwice) {
  EXPECT_EQ(run("GetMetricData", data_input({query("m1"), query("m1")})).error().message,
            "The values for parameter id in MetricDataQueries are not unique.");
}

TEST_F(Metrics, GetMetricDataWantsIdsThatBeginInLowerCase) {
  for (const char* id : {"M1", "1m", "m-1", "_m"}) {
    EXPECT_EQ(run("GetMetricData", data_input({query("m1"), query(id)})).error().message,
              std::string("The value ") + id +
                  " for parameter MetricDataQueries.member.2.Id is not matching the expected "
                  "pattern ^[a-z][a-zA-Z0-9_]*$.");
  }
  EXPECT_TRUE(run("GetMetricData", data_input({query("mM_1")})).ok());
}

TEST(MetricId, KeepsPartsApartWhateverTheyHold) {
  const Scope scope{"123456789012", "us-east-1"};
  const auto id = [&](std::vector<Dimension> dimensions) {
    return metric_id(scope, make_metric_key("n", "m", std::move(dimensions)));
  };
  EXPECT_NE(id({{"a", "b\nc\nd"}}), id({{"a", "b"}, {"c", "d"}}));
  EXPECT_NE(id({{"a", "\\n"}}), id({{"a", "\n"}}));
  EXPECT_EQ(id({{"a", "1"}, {"b", "2"}}), id({{"b", "2"}, {"a", "1"}}));
  EXPECT_TRUE(id({}).starts_with(scope.prefix()));
}

}  // namespace
}  // namespace keytrail::cloudwatch
