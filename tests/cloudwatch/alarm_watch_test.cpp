// When alarms are evaluated, and what follows from a change.
#include "cloudwatch/alarm_watch.h"

#include "base/text.h"
#include "fixture.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct AlarmWatch : CloudWatch, ::testing::Test {
  // The drill's alarm, created on the minute, long settled in OK.
  void set_up_alarm(Json input = alarm_input()) {
    must("PutMetricAlarm", std::move(input));
    wait(minutes(10));
  }
  std::vector<Json> history(const std::string& type) {
    Json output = must("DescribeAlarmHistory",
                       Json{{"HistoryItemType", type}, {"ScanBy", "TimestampAscending"}});
    return output["AlarmHistoryItems"].get<std::vector<Json>>();
  }
};

TEST_F(AlarmWatch, BeginsWithoutDataAndIsEvaluatedAtTheNextWholeMinute) {
  wait(seconds(20));
  must("PutMetricAlarm", alarm_input());
  EXPECT_EQ(state_value(), "INSUFFICIENT_DATA");
  EXPECT_EQ(described()["StateReason"], "Unchecked: Initial alarm creation");
  EXPECT_FALSE(described().contains("StateReasonData"));
  wait(seconds(39));
  EXPECT_EQ(state_value(), "INSUFFICIENT_DATA");
  wait(seconds(1));
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(AlarmWatch, AlarmsAtTheEndOfTheMinuteAndReturnsThreeMinutesLater) {
  set_up_alarm();  // It is 00:10:00.
  wait(seconds(12));
  put_value(1);
  EXPECT_EQ(state_value(), "OK");
  wait_until("2026-01-01T00:10:59.999Z");
  EXPECT_EQ(state_value(), "OK");
  wait_until("2026-01-01T00:11:00Z");
  EXPECT_EQ(state_value(), "ALARM");
  wait_until("2026-01-01T00:13:59.999Z");
  EXPECT_EQ(state_value(), "ALARM");
  wait_until("2026-01-01T00:14:00Z");
  EXPECT_EQ(state_value(), "OK");
  EXPECT_FALSE(scheduler.next_due());
}

TEST_F(AlarmWatch, ADatapointAtTheWholeMinuteWaitsForTheEndOfItsOwnMinute) {
  set_up_alarm();
  put_value(1);
  wait(Duration(0));
  EXPECT_EQ(state_value(), "OK");
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
}

TEST_F(AlarmWatch, ALateDatapointSentAtTheWholeMinuteTriggersNothingByItself) {
  set_up_alarm();
  put_value(1, seconds(30));
  wait(Duration(0));
  EXPECT_EQ(state_value(), "OK");
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
}

TEST_F(AlarmWatch, WhatTimeItselfBringsAtTheWholeMinuteIsSeenByThatEvaluation) {
  set_up_alarm();
  caller.identity.type = "AWSService";  // As in a timer's context.
  put_value(1, minutes(1));
  caller.identity.type = "Root";
  wait(Duration(0));
  EXPECT_EQ(state_value(), "ALARM");
}

TEST_F(AlarmWatch, IdleAlarmsCostNothing) {
  for (int i = 0; i < 100; ++i) must("PutMetricAlarm", alarm_input("a" + std::to_string(i)));
  wait(minutes(1));
  EXPECT_FALSE(scheduler.next_due());
  timeline.take();
  wait(days(10));
  EXPECT_TRUE(timeline.empty());
  EXPECT_EQ(state_value("a7"), "OK");
}

TEST_F(AlarmWatch, WritesNothingForFurtherDatapointsOfTheSameMinute) {
  set_up_alarm();
  put_value(1);
  for (TableBase* table : state.tables()) table->take_touched();
  put_value(1);
  for (TableBase* table : state.tables()) EXPECT_FALSE(table->has_touched()) << table->kind();
}

TEST_F(AlarmWatch, ADatapointOfAnotherMetricWakesNobody) {
  Json input = alarm_input();
  input["MetricName"] = "Other";
  set_up_alarm(input);
  put_value(1);
  EXPECT_FALSE(scheduler.next_due());
}

TEST_F(AlarmWatch, UsesDatapointsFromBeforeItsCreation) {
  wait(minutes(5));
  put_value(1);
  wait(minutes(1));
  must("PutMetricAlarm", alarm_input());
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
  wait(minutes(2));
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(AlarmWatch, ShortPeriodsAreEvaluatedEveryTenSeconds) {
  Json input = alarm_input();
  input["Period"] = 10;
  set_up_alarm(input);
  must(
      "PutMetricData",
      Json{{"Namespace", "Test"},
           {"MetricData", {{{"MetricName", "Errors"}, {"Value", 1.0}, {"StorageResolution", 1}}}}});
  wait(seconds(10));
  EXPECT_EQ(state_value(), "ALARM");
  wait(seconds(30));
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(AlarmWatch, RangesLongerThanADayAreEvaluatedHourly) {
  Json input = alarm_input();
  input["Period"] = 86'400;
  input["EvaluationPeriods"] = 2;
  set_up_alarm(input);
  put_value(1);  // At 00:10.
  wait(minutes(49));
  EXPECT_EQ(state_value(), "INSUFFICIENT_DATA");
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
  wait_until("2026-01-05T00:59:59Z");  // Four days of range from 00:00 hold it still.
  EXPECT_EQ(state_value(), "ALARM");
  wait(seconds(1));
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(AlarmWatch, LongPeriodsAreCountedBackFromTheEvaluationNotFromTheEpoch) {
  Json input = alarm_input();
  input["Period"] = 300;
  input["Threshold"] = 2.0;
  set_up_alarm(input);
  wait(minutes(4));
  put_value(1);  // Minute 14 …
  wait(minutes(2));
  put_value(1);  // … and 16: in different periods of the clock, in one of the alarm's.
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
}

TEST_F(AlarmWatch, UpdatingKeepsTheStateUntilTheNextEvaluation) {
  set_up_alarm();
  put_value(1);
  wait(minutes(1));
  ASSERT_EQ(state_value(), "ALARM");
  Json input = alarm_input();
  input["Threshold"] = 5.0;
  must("PutMetricAlarm", input);
  EXPECT_EQ(state_value(), "ALARM");
  wait(minutes(1));
  EXPECT_EQ(state_value(), "OK");
}

TEST_F(AlarmWatch, SetAlarmStateActsAtOnceAndLastsUntilTheNextEvaluation) {
  set_up_alarm();
  must("SetAlarmState",
       Json{{"AlarmName", "errors"}, {"StateValue", "ALARM"}, {"StateReason", "drill"}});
  EXPECT_EQ(state_value(), "ALARM");
  EXPECT_EQ(described()["StateReason"], "drill");
  EXPECT_FALSE(described().contains("StateReasonData"));
  EXPECT_EQ(alarm_notifications.size(), 1u);
  wait(minutes(1));
  EXPECT_EQ(state_value(), "OK");
  EXPECT_EQ(alarm_notifications.size(), 1u);
}

TEST_F(AlarmWatch, SettingTheSameStateRunsNoActions) {
  set_up_alarm();
  const Json before = described();
  wait(seconds(5));
  must("SetAlarmState",
       Json{{"AlarmName", "errors"}, {"StateValue", "OK"}, {"StateReason", "again"}});
  const Json after = described();
  EXPECT_EQ(after["StateReason"], "again");
  EXPECT_GT(after["StateUpdatedTimestamp"], before["StateUpdatedTimestamp"]);
  EXPECT_EQ(after["StateTransitionedTimestamp"], before["StateTransitionedTimestamp"]);
  EXPECT_EQ(history("StateUpdate").size(), 1u);  // The one from INSUFFICIENT_DATA.
}

TEST_F(AlarmWatch, RunsTheActionsOfTheNewStateOnceAndOnlyThose) {
  Json input = alarm_input();
  input["OKActions"] = {"arn:aws:sns:us-east-1:123456789012:all-clear"};
  set_up_alarm(input);
  ASSERT_EQ(alarm_notifications.size(), 1u);  // From INSUFFICIENT_DATA to OK.
  EXPECT_EQ(alarm_notifications[0].second.action_arn,
            "arn:aws:sns:us-east-1:123456789012:all-clear");
  put_value(1);
  wait(minutes(1));
  put_value(1);
  wait(minutes(1));
  ASSERT_EQ(alarm_notifications.size(), 2u);
  EXPECT_EQ(alarm_notifications[1].second.action_arn, "arn:aws:sns:us-east-1:123456789012:oncall");
}

TEST_F(AlarmWatch, DisabledActionsAreNeitherRunNorMadeUpFor) {
  set_up_alarm();
  must("DisableAlarmActions", Json{{"AlarmNames", {"errors", "unknown"}}});
  put_value(1);
  wait(minutes(1));
  EXPECT_EQ(state_value(), "ALARM");
  must("EnableAlarmActions", Json{{"AlarmNames", {"errors"}}});
  wait(minutes(1));
  EXPECT_TRUE(alarm_notifications.empty());
}

TEST_F(AlarmWatch, DeletingEndsTheWatchAndKeepsTheHistory) {
  set_up_alarm();
  put_value(1);
  must("DeleteAlarms", Json{{"AlarmNames", {"unknown", "errors"}}});
  EXPECT_FALSE(scheduler.next_due());
  put_value(1);
  wait(minutes(5));
  EXPECT_TRUE(alarm_notifications.empty());
  EXPECT_EQ(must("DescribeAlarms", Json::object())["MetricAlarms"].size(), 0u);
  const std::vector<Json> changes = history("ConfigurationUpdate");
  ASSERT_EQ(changes.size(), 2u);
  EXPECT_EQ(changes[0]["HistorySummary"], "Alarm \"errors\" created");
  EXPECT_EQ(changes[1]["HistorySummary"], "Alarm \"errors\" deleted");
}

TEST_F(AlarmWatch, TellsTheTopicInTheWordsOfCloudWatch) {
  Json input = alarm_input();
  input["AlarmDescription"] = "Someone uses a dead key.";
  set_up_alarm(input);
  put_value(1);
  wait(minutes(1));
  ASSERT_EQ(alarm_notifications.size(), 1u);
  const AlarmNotification& sent = alarm_notifications[0].second;
  EXPECT_EQ(sent.subject, "ALARM: \"errors\" in US East (N. Virginia)");
  EXPECT_EQ(
      sent.message,
      R"~({"AlarmName":"errors","AlarmDescription":"Someone uses a dead key.",)~"
      R"~("AWSAccountId":"123456789012",)~"
      R"~("AlarmConfigurationUpdatedTimestamp":"2026-01-01T00:00:00.000+0000",)~"
      R"~("NewStateValue":"ALARM","NewStateReason":"Threshold Crossed: 1 out of the last 1 )~"
      R"~(datapoints [1.0 (01/01/26 00:10:00)] was greater than or equal to the threshold (1.0) )~"
      R"~((minimum 1 datapoint for OK -> ALARM transition).",)~"
      R"~("StateChangeTime":"2026-01-01T00:11:00.000+0000","Region":"US East (N. Virginia)",)~"
      R"~("AlarmArn":"arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors",)~"
      R"~("OldStateValue":"OK","OKActions":[],)~"
      R"~("AlarmActions":["arn:aws:sns:us-east-1:123456789012:oncall"],)~"
      R"~("InsufficientDataActions":[],"ActionExecutedAfterMuteWindow":false,)~"
      R"~("Trigger":{"MetricName":"Errors","Namespace":"Test","StatisticType":"Statistic",)~"
      R"~("Statistic":"SUM","Unit":null,"Dimensions":[],"Period":60,"EvaluationPeriods":1,)~"
      R"~("DatapointsToAlarm":1,"ComparisonOperator":"GreaterThanOrEqualToThreshold",)~"
      R"~("Threshold":1.0,"TreatMissingData":"notBreaching",)~"
      R"~("EvaluateLowSampleCountPercentile":""}})~");
  EXPECT_EQ(
      sent.email_body,
      R"(You are receiving this email because your Amazon CloudWatch Alarm "errors" in the US East (N. Virginia) region has entered the ALARM state, because "Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:10:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition)." at "Thursday 01 January, 2026 00:11:00 UTC".

View this alarm in the AWS Management Console:
https://us-east-1.console.aws.amazon.com/cloudwatch/deeplink.js?region=us-east-1#alarmsV2:alarm/errors

Alarm Details:
- Name:                       errors
- Description:                Someone uses a dead key.
- State Change:               OK -> ALARM
- Reason for State Change:    Threshold Crossed: 1 out of the last 1 datapoints [1.0 (01/01/26 00:10:00)] was greater than or equal to the threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).
- Timestamp:                  Thursday 01 January, 2026 00:11:00 UTC
- AWS Account:                123456789012
- Alarm Arn:                  arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors

Threshold:
- The alarm is in the ALARM state when the metric is GreaterThanOrEqualToThreshold 1.0 for at least 1 of the last 1 period(s) of 60 seconds. )"
      "\n"
      R"(
Monitored Metric:
- MetricNamespace:                     Test
- MetricName:                          Errors
- Dimensions:                          )"
      "\n"
      R"(- Period:                              60 seconds
- Statistic:                           Sum
- Unit:                                not specified
- TreatMissingData:                    notBreaching


State Change Actions:
- OK: )"
      "\n"
      R"(- ALARM: [arn:aws:sns:us-east-1:123456789012:oncall]
- INSUFFICIENT_DATA: )"
      "\n");
}

TEST_F(AlarmWatch, CutsLongSubjectsAndMasksWhatIsNotAscii) {
  set_up_alarm(alarm_input(std::string("sch\xC3\xB6n-") + std::string(120, 'x')));
  put_value(1);
  wait(minutes(1));
  const std::string& subject = alarm_notifications.at(0).second.subject;
  EXPECT_EQ(subject.size(), 100u);
  EXPECT_TRUE(subject.starts_with("ALARM: \"sch_n-xxx")) << subject;
  EXPECT_TRUE(subject.ends_with("x...")) << subject;
}

TEST_F(AlarmWatch, HistoryTellsChangesAndActions) {
  set_up_alarm();
  put_value(1);
  wait(minutes(1));
  const std::vector<Json> updates = history("StateUpdate");
  ASSERT_EQ(updates.size(), 2u);
  EXPECT_EQ(updates[0]["HistorySummary"], "Alarm updated from INSUFFICIENT_DATA to OK");
  EXPECT_EQ(updates[1]["HistorySummary"], "Alarm updated from OK to ALARM");
  const Json data = *parse_json(updates[1]["HistoryData"].get<std::string>());
  EXPECT_EQ(data["version"], "1.0");
  EXPECT_EQ(data["oldState"]["stateValue"], "OK");
  EXPECT_EQ(data["newState"]["stateReasonData"]["recentDatapoints"], Json({1.0}));
  const Json first = *parse_json(updates[0]["HistoryData"].get<std::string>());
  EXPECT_FALSE(first["oldState"].contains("stateReasonData"));

  const std::vector<Json> actions = history("Action");
  ASSERT_EQ(actions.size(), 1u);
  EXPECT_EQ(actions[0]["HistorySummary"],
            "Successfully executed action arn:aws:sns:us-east-1:123456789012:oncall");
  const Json action = *parse_json(actions[0]["HistoryData"].get<std::string>());
  EXPECT_EQ(action["actionState"], "Succeeded");
  EXPECT_EQ(action["stateUpdateTimestamp"], millis_of(now));
  const Json published = *parse_json(action["publishedMessage"].get<std::string>());
  EXPECT_EQ(published["default"], alarm_notifications[0].second.message);
}

TEST_F(AlarmWatch, HistoryTellsWhyAnActionFailed) {
  Json input = alarm_input();
  input["AlarmActions"] = {"arn:aws:sns:us-east-1:123456789012:gone",
                           "arn:aws:lambda:us-east-1:123456789012:function:f"};
  set_up_alarm(input);
  alarm_action_error = ApiError{"NotFound", "Topic does not exist", 404};
  put_value(1);
  wait(minutes(1));
  EXPECT_EQ(alarm_notifications.size(), 1u);  // Only SNS was asked.
  const std::vector<Json> actions = history("Action");
  ASSERT_EQ(actions.size(), 2u);
  EXPECT_EQ(actions[0]["HistorySummary"],
            "Failed to execute action arn:aws:sns:us-east-1:123456789012:gone. Received error: "
            "\"Topic does not exist\"");
  EXPECT_TRUE(actions[1]["HistorySummary"].get<std::string>().starts_with(
      "Failed to execute action arn:aws:lambda:us-east-1:123456789012:function:f."));
}

TEST_F(AlarmWatch, TheTimelineFollowsADatapointToTheTransition) {
  set_up_alarm();
  timeline.take();
  put_value(1);
  wait(minutes(1));
  const std::vector<std::string> entries = split(timeline.take(), '\n');
  ASSERT_EQ(entries.size(), 3u);
  const Json datapoint = *parse_json(entries[0]);
  EXPECT_EQ(datapoint["kind"], "datapoint");
  EXPECT_EQ(datapoint["metricName"], "Errors");
  EXPECT_EQ(datapoint["source"], "test");
  EXPECT_EQ(datapoint["cause"], "event-1");
  EXPECT_EQ(datapoint["timestamp"], "2026-01-01T00:10:00Z");
  const Json evaluation = *parse_json(entries[1]);
  EXPECT_EQ(evaluation["kind"], "alarm-evaluation");
  EXPECT_EQ(evaluation["datapoints"], Json({nullptr, nullptr, 1.0}));
  EXPECT_EQ(evaluation["result"], "ALARM");
  EXPECT_EQ(evaluation["why"],
            "1 datapoint [1.0 (01/01/26 00:10:00)], 1 greater than or equal to 1.0; 1 of 1 needed: "
            "OK -> ALARM");
  const Json transition = *parse_json(entries[2]);
  EXPECT_EQ(transition["kind"], "alarm-transition");
  EXPECT_EQ(transition["from"], "OK");
  EXPECT_EQ(transition["to"], "ALARM");
  EXPECT_EQ(transition["cause"], "event-1");
}

}  // namespace
}  // namespace keytrail::cloudwatch
