// PutMetricAlarm and the calls that read, tag and delete alarms.
#include "fixture.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

struct Alarms : CloudWatch, ::testing::Test {
  static Json with(Json members) {
    Json input = alarm_input();
    input.update(members);
    return input;
  }
  static Json without(const char* member) {
    Json input = alarm_input();
    input.erase(member);
    return input;
  }
  std::vector<std::string> names(Json input) {
    std::vector<std::string> found;
    const Json output = must("DescribeAlarms", std::move(input));
    for (const Json& alarm : output["MetricAlarms"]) found.push_back(alarm["AlarmName"]);
    return found;
  }
  const std::string arn = "arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors";
};

using Names = std::vector<std::string>;

TEST_F(Alarms, PutMetricAlarmRefusesWhatAwsRefuses) {
  struct Case {
    Json input;
    const char* message;
  };
  const std::vector<Case> cases = {
      {without("MetricName"), "The parameter MetricName is required."},
      {without("Period"), "The parameter Period is required."},
      {without("Threshold"), "The parameter Threshold is required."},
      {without("Statistic"), "Either Statistic or ExtendedStatistic must be set."},
      {with({{"ExtendedStatistic", "p99"}}), "Statistic and ExtendedStatistic cannot both be set."},
      {with({{"Period", 45}}), "Period must be 10, 20, 30 or a multiple of 60"},
      {with({{"EvaluationPeriods", 1441}}),
       "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= "
       "86400) for alarms using period < 3600"},
      {with({{"Period", 86'400}, {"EvaluationPeriods", 8}}),
       "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= "
       "604800) for alarms using period >= 3600"},
      {with({{"Period", 2'147'483'640}, {"EvaluationPeriods", 2'147'483'647}}),
       "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= "
       "604800) for alarms using period >= 3600"},
      {with({{"DatapointsToAlarm", 2}}),
       "DatapointsToAlarm must be less than or equal to EvaluationPeriods"},
      {with({{"TreatMissingData", "never"}}),
       "The value never for parameter TreatMissingData is not supported."},
      {with({{"AlarmActions", {"pager"}}}), "Invalid arn syntax: pager"},
      {with({{"AlarmActions", {"arn:aws:sns:eu-west-1:123456789012:t"}}}),
       "Invalid region eu-west-1 specified. Only us-east-1 is supported."},
  };
  for (const Case& row : cases) {
    const Result<Json> result = run("PutMetricAlarm", row.input);
    ASSERT_FALSE(result.ok()) << row.message;
    EXPECT_EQ(result.error().code, validation_exception("").code) << row.message;
    EXPECT_EQ(result.error().message, row.message);
  }
  EXPECT_TRUE(state.alarms.empty());
  EXPECT_FALSE(scheduler.next_due());
}

TEST_F(Alarms, PutMetricAlarmTakesTheEdges) {
  must("PutMetricAlarm", with({{"Period", 10}, {"EvaluationPeriods", 8640}}));
  must("PutMetricAlarm", with({{"Period", 3600}, {"EvaluationPeriods", 168}}));
  must("PutMetricAlarm", with({{"EvaluationPeriods", 1440}, {"DatapointsToAlarm", 1440}}));
}

TEST_F(Alarms, ExtendedStatisticsAreAnyButThePlainOnes) {
  Json input = without("Statistic");
  for (const char* name : {"p99.9", "tm90", "IQM", "TM(10%:90%)", "PR(:100)", "wm80"}) {
    input["ExtendedStatistic"] = name;
    must("PutMetricAlarm", input);
    EXPECT_EQ(described()["ExtendedStatistic"], name);
  }
  for (const char* name : {"Sum", "p101", "q5"}) {
    input["ExtendedStatistic"] = name;
    EXPECT_EQ(
        run("PutMetricAlarm", input).error().message,
        std::string("The value ") + name + " for parameter ExtendedStatistic is not supported.");
  }
  input["EvaluateLowSampleCountPercentile"] = "ignore";
  for (const auto& [name, is_taken] : {std::pair("p50", true), std::pair("tm50", false)}) {
    input["ExtendedStatistic"] = name;
    EXPECT_EQ(run("PutMetricAlarm", input).ok(), is_taken) << name;
  }
}

TEST_F(Alarms, WhatIsNotEmulatedIsRefusedByName) {
  EXPECT_EQ(run("PutMetricAlarm", with({{"ComparisonOperator", "LessThanLowerThreshold"}}))
                .error()
                .status,
            501);
  for (const Operation<State>& row : operations()) {
    if (row.name != "PutMetricAlarm") continue;
    EXPECT_EQ(row.refused.front().member, "ThresholdMetricId");
  }
}

TEST_F(Alarms, DescribeShowsOnlyWhatWasGiven) {
  Json input = alarm_input();
  for (const char* member : {"DatapointsToAlarm", "TreatMissingData", "AlarmActions"}) {
    input.erase(member);
  }
  must("PutMetricAlarm", input);
  const std::int64_t created = millis_of(now);
  EXPECT_EQ(described(), Json({{"AlarmName", "errors"},
                               {"AlarmArn", arn},
                               {"AlarmConfigurationUpdatedTimestamp", created},
                               {"ActionsEnabled", true},
                               {"OKActions", Json::array()},
                               {"AlarmActions", Json::array()},
                               {"InsufficientDataActions", Json::array()},
                               {"StateValue", "INSUFFICIENT_DATA"},
                               {"StateReason", "Unchecked: Initial alarm creation"},
                               {"StateUpdatedTimestamp", created},
                               {"MetricName", "Errors"},
                               {"Namespace", "Test"},
                               {"Statistic", "Sum"},
                               {"Dimensions", Json::array()},
                               {"Period", 60},
                               {"EvaluationPeriods", 1},
                               {"Threshold", 1.0},
                               {"ComparisonOperator", "GreaterThanOrEqualToThreshold"},
                               {"StateTransitionedTimestamp", created}}));
  const Json dimension{{"Name", "Z"}, {"Value", "1"}};
  must("PutMetricAlarm", with({{"AlarmDescription", "d"},
                               {"Unit", "Count"},
                               {"Dimensions", {dimension, {{"Name", "A"}, {"Value", "2"}}}}}));
  const Json full = described();
  EXPECT_EQ(full["AlarmDescription"], "d");
  EXPECT_EQ(full["Unit"], "Count");
  EXPECT_EQ(full["DatapointsToAlarm"], 1);
  EXPECT_EQ(full["TreatMissingData"], "notBreaching");
  EXPECT_EQ(full["Dimensions"][0], dimension);  // In the order given.
}

TEST_F(Alarms, AnUpdateReplacesTheConfigurationAndNothingElse) {
  must("PutMetricAlarm",
       with({{"AlarmDescription", "first"}, {"Tags", {{{"Key", "k"}, {"Value", "v"}}}}}));
  wait(minutes(1));
  ASSERT_EQ(state_value(), "OK");
  must("PutMetricAlarm",
       with({{"MetricName", "Other"}, {"Tags", {{{"Key", "x"}, {"Value", "y"}}}}}));
  const Json alarm = described();
  EXPECT_FALSE(alarm.contains("AlarmDescription"));
  EXPECT_EQ(alarm["MetricName"], "Other");
  EXPECT_EQ(alarm["StateValue"], "OK");
  EXPECT_EQ(must("ListTagsForResource", {{"ResourceARN", arn}})["Tags"],
            Json({{{"Key", "k"}, {"Value", "v"}}}));
  // The metric it has left no longer wakes it, nor is it remembered.
  EXPECT_EQ(state.metrics.size(), 1u);
}

TEST_F(Alarms, DescribeAlarmsFiltersAndPages) {
  for (const char* name : {"b1", "a2", "a1", "c"}) must("PutMetricAlarm", alarm_input(name));
  must("SetAlarmState", {{"AlarmName", "c"}, {"StateValue", "ALARM"}, {"StateReason", ""}});
  EXPECT_EQ(names(Json::object()), (Names{"a1", "a2", "b1", "c"}));
  EXPECT_EQ(names({{"AlarmNamePrefix", "a"}}), (Names{"a1", "a2"}));
  EXPECT_EQ(names({{"AlarmNames", {"c", "a1", "unknown"}}}), (Names{"a1", "c"}));
  EXPECT_EQ(names({{"StateValue", "ALARM"}}), (Names{"c"}));
  EXPECT_EQ(names({{"ActionPrefix", "arn:aws:sns"}}).size(), 4u);
  EXPECT_EQ(names({{"ActionPrefix", "arn:aws:lambda"}}), Names());
  EXPECT_EQ(names({{"AlarmTypes", {"CompositeAlarm"}}}), Names());
  EXPECT_EQ(names({{"AlarmTypes", {"CompositeAlarm", "MetricAlarm"}}}).size(), 4u);
  EXPECT_EQ(must("DescribeAlarms", Json::object())["CompositeAlarms"], Json::array());

  const Json first = must("DescribeAlarms", {{"MaxRecords", 3}});
  EXPECT_EQ(first["MetricAlarms"].size(), 3u);
  EXPECT_EQ(names({{"NextToken", first["NextToken"]}}), (Names{"c"}));
  EXPECT_FALSE(must("DescribeAlarms", {{"MaxRecords", 4}}).contains("NextToken"));
  EXPECT_EQ(run("DescribeAlarms", {{"NextToken", "!"}}).error().code, "InvalidNextToken");
}

TEST_F(Alarms, AccountsAndRegionsSeeTheirOwnOnly) {
  must("PutMetricAlarm", alarm_input());
  caller.scope.region = "eu-west-1";
  EXPECT_EQ(names(Json::object()), Names());
}

TEST_F(Alarms, DescribeAlarmsForMetricWantsTheExactMetric) {
  must("PutMetricAlarm", alarm_input("one"));
  must("PutMetricAlarm", with({{"AlarmName", "two"},
                               {"Period", 300},
                               {"Dimensions", {{{"Name", "D"}, {"Value", "1"}}}}}));
  const auto found = [&](Json members) {
    Json input{{"Namespace", "Test"}, {"MetricName", "Errors"}};
    input.update(members);
    Names names;
    const Json output = must("DescribeAlarmsForMetric", input);
    for (const Json& alarm : output["MetricAlarms"]) names.push_back(alarm["AlarmName"]);
    return names;
  };
  EXPECT_EQ(found(Json::object()), (Names{"one"}));
  EXPECT_EQ(found({{"Dimensions", {{{"Name", "D"}, {"Value", "1"}}}}}), (Names{"two"}));
  EXPECT_EQ(found({{"Period", 300}}), Names());
  EXPECT_EQ(found({{"Statistic", "Sum"}, {"Period", 60}}), (Names{"one"}));
  EXPECT_EQ(found({{"Statistic", "Average"}}), Names());
}

TEST_F(Alarms, SetAlarmStateWantsAKnownAlarmAndJson) {
  const Json input{{"AlarmName", "errors"}, {"StateValue", "OK"}, {"StateReason", "r"}};
  const Result<Json> unknown = run("SetAlarmState", input);
  EXPECT_EQ(unknown.error().code, "ResourceNotFound");
  EXPECT_EQ(unknown.error().message, "");
  EXPECT_EQ(unknown.error().status, 404);
  must("PutMetricAlarm", alarm_input());
  Json with_data = input;
  with_data["StateReasonData"] = "{";
  EXPECT_EQ(run("SetAlarmState", with_data).error().code, "InvalidFormatFault");
  with_data["StateReasonData"] = R"({"a":1})";
  must("SetAlarmState", with_data);
  EXPECT_EQ(described()["StateReasonData"], R"({"a":1})");
}

TEST_F(Alarms, HistoryIsNewestFirstFilteredAndPaged) {
  must("PutMetricAlarm", alarm_input("a/"));
  must("PutMetricAlarm", alarm_input("a/b"));
  wait(minutes(2));
  const auto history = [&](Json input) { return must("DescribeAlarmHistory", std::move(input)); };
  const Json all = history(Json::object())["AlarmHistoryItems"];
  ASSERT_EQ(all.size(), 4u);
  EXPECT_EQ(all[0]["HistoryItemType"], "StateUpdate");
  EXPECT_EQ(all[3]["HistorySummary"], "Alarm \"a/\" created");
  EXPECT_EQ(all[3]["AlarmType"], "MetricAlarm");
  EXPECT_EQ(history({{"AlarmName", "a/"}})["AlarmHistoryItems"].size(), 2u);
  EXPECT_EQ(history({{"HistoryItemType", "ConfigurationUpdate"}})["AlarmHistoryItems"].size(), 2u);
  EXPECT_EQ(history({{"AlarmTypes", {"CompositeAlarm"}}})["AlarmHistoryItems"].size(), 0u);
  const std::int64_t created = *optional_integer(all[3], "Timestamp");
  EXPECT_EQ(history({{"EndDate", created}})["AlarmHistoryItems"].size(), 2u);
  EXPECT_EQ(history({{"StartDate", created + 1}})["AlarmHistoryItems"].size(), 2u);

  const Json first = history({{"MaxRecords", 3}});
  const Json second = history({{"NextToken", first["NextToken"]}});
  ASSERT_EQ(second["AlarmHistoryItems"].size(), 1u);
  EXPECT_EQ(second["AlarmHistoryItems"][0], all[3]);
  EXPECT_EQ(run("DescribeAlarmHistory", {{"NextToken", "?"}}).error().code, "InvalidNextToken");

  const Json data = *parse_json(all[3]["HistoryData"].get<std::string>());
  EXPECT_EQ(data["type"], "Create");
  EXPECT_EQ(data["createdAlarm"]["alarmName"], "a/");
  EXPECT_EQ(data["createdAlarm"]["okactions"], Json::array());
}

TEST_F(Alarms, TagsKeepTheirOrder) {
  must("PutMetricAlarm", with({{"Tags", {{{"Key", "z"}, {"Value", "1"}}}}}));
  must("TagResource", {{"ResourceARN", arn},
                       {"Tags", {{{"Key", "a"}, {"Value", "2"}}, {{"Key", "z"}, {"Value", "3"}}}}});
  EXPECT_EQ(must("ListTagsForResource", {{"ResourceARN", arn}})["Tags"],
            Json({{{"Key", "z"}, {"Value", "3"}}, {{"Key", "a"}, {"Value", "2"}}}));
  must("UntagResource", {{"ResourceARN", arn}, {"TagKeys", {"z", "unknown"}}});
  EXPECT_EQ(must("ListTagsForResource", {{"ResourceARN", arn}})["Tags"],
            Json({{{"Key", "a"}, {"Value", "2"}}}));
}

TEST_F(Alarms, TagsOfWhatIsNotThere) {
  const Json tags = {{{"Key", "a"}, {"Value", "2"}}};
  EXPECT_EQ(run("TagResource", {{"ResourceARN", arn}, {"Tags", tags}}).error().code,
            "ResourceNotFoundException");
  EXPECT_EQ(run("ListTagsForResource", {{"ResourceARN", "errors"}}).error().code,
            "InvalidParameterValueException");
  EXPECT_EQ(must("ListTagsForResource", {{"ResourceARN", arn}})["Tags"], Json::array());
}

TEST_F(Alarms, SurviveBeingWrittenAndRead) {
  must("PutMetricAlarm",
       with({{"AlarmDescription", ""}, {"Dimensions", {{{"Name", "D"}, {"Value", "1"}}}}}));
  wait(seconds(90));
  State copy;
  const std::vector<TableBase*> from = state.tables(), to = copy.tables();
  for (std::size_t i = 0; i < from.size(); ++i) {
    from[i]->for_each_id([&](const std::string& id) {
      const std::string row = *from[i]->row(id);
      to[i]->load(id, *parse_json(row));
      EXPECT_EQ(to[i]->row(id), row);
    });
  }
  EXPECT_EQ(copy.alarms.size(), 1u);
  EXPECT_EQ(copy.metrics.size(), 1u);
}

}  // namespace
}  // namespace keytrail::cloudwatch
