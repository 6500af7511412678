// Composite alarms: how they are put, judged, silenced, shown and deleted.
#include "fixture.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using NameList = std::vector<std::string>;

std::string alarm_arn(const std::string& name) {
  return "arn:aws:cloudwatch:us-east-1:123456789012:alarm:" + name;
}

struct Composites : CloudWatch, ::testing::Test {
  const std::string topic = "arn:aws:sns:us-east-1:123456789012:oncall";

  void put(const std::string& name, const std::string& rule, Json members = Json::object()) {
    Json input{{"AlarmName", name},
               {"AlarmRule", rule},
               {"AlarmActions", {topic}},
               {"OKActions", {topic}}};
    input.update(members);
    must("PutCompositeAlarm", input);
  }
  void put_children(const NameList& names) {
    for (const std::string& name : names) {
      Json input = alarm_input(name);
      input.erase("AlarmActions");
      input["TreatMissingData"] = "ignore";  // So they stay where they are set.
      must("PutMetricAlarm", input);
    }
    wait(minutes(1));
  }
  void set(const std::string& name, const std::string& value) {
    must("SetAlarmState", {{"AlarmName", name}, {"StateValue", value}, {"StateReason", "test"}});
    wait(Duration(0));
  }
  Json composite(const std::string& name) {
    const Json output =
        must("DescribeAlarms", {{"AlarmNames", {name}}, {"AlarmTypes", {"CompositeAlarm"}}});
    EXPECT_EQ(output["CompositeAlarms"].size(), 1u);
    return output["CompositeAlarms"].empty() ? Json() : output["CompositeAlarms"][0];
  }
  std::string state_of_composite(const std::string& name) {
    return string_member(composite(name), "StateValue");
  }
  std::string suppressed_by(const std::string& name) {
    return string_member(composite(name), "ActionsSuppressedBy");
  }
  ApiError refused(const char* operation, Json input) {
    const Result<Json> result = run(operation, std::move(input));
    EXPECT_FALSE(result.ok()) << operation;
    return result.ok() ? ApiError{} : result.error();
  }
  static NameList names_in(const Json& alarms) {
    NameList names;
    for (const Json& alarm : alarms) names.push_back(alarm["AlarmName"]);
    return names;
  }
};

TEST_F(Composites, FollowTheirChildren) {
  put_children({"a", "b"});
  put("both", "ALARM(a) AND ALARM(" + alarm_arn("b") + ")");
  EXPECT_EQ(state_of_composite("both"), "INSUFFICIENT_DATA");
  wait(Duration(0));
  EXPECT_EQ(state_of_composite("both"), "OK");
  EXPECT_EQ(composite("both")["StateReason"],
            alarm_arn("both") + " was created and its alarm rule evaluates to OK");
  ASSERT_EQ(alarm_notifications.size(), 1u);  // Out of INSUFFICIENT_DATA into OK.

  set("a", "ALARM");
  EXPECT_EQ(state_of_composite("both"), "OK");
  set("b", "ALARM");
  EXPECT_EQ(state_of_composite("both"), "ALARM");
  EXPECT_EQ(composite("both")["StateReason"],
            alarm_arn("b") + " transitioned to ALARM at Thursday 01 January, 2026 00:01:00 UTC");
  EXPECT_EQ(composite("both")["StateReasonData"],
            R"({"triggeringAlarms":[{"arn":")" + alarm_arn("b") +
                R"(","state":{"value":"ALARM","timestamp":"2026-01-01T00:01:00.000+0000"}}]})");
  set("a", "INSUFFICIENT_DATA");
  EXPECT_EQ(state_of_composite("both"), "OK");
  EXPECT_EQ(alarm_notifications.size(), 3u);
}

TEST_F(Composites, SeeAllThatAMinuteBringsAtOnce) {
  for (const char* name : {"a", "b"}) {
    Json input = alarm_input(name);
    input.erase("AlarmActions");
    must("PutMetricAlarm", input);
  }
  wait(minutes(1));
  put("one-only", "(ALARM(a) OR ALARM(b)) AND NOT (ALARM(a) AND ALARM(b))");
  wait(Duration(0));
  alarm_notifications.clear();
  put_value(1);  // Both watch the same metric.
  wait(minutes(1));
  ASSERT_EQ(state_value("a"), "ALARM");
  ASSERT_EQ(state_value("b"), "ALARM");
  EXPECT_EQ(state_of_composite("one-only"), "OK");
  EXPECT_TRUE(alarm_notifications.empty());
}

TEST_F(Composites, StandOnOneAnotherAndTellTheTimeline) {
  put_children({"a"});
  put("inner", "ALARM(a)");
  put("outer", "NOT OK(inner)");
  wait(Duration(0));
  timeline.take();
  set("a", "ALARM");
  EXPECT_EQ(state_of_composite("inner"), "ALARM");
  EXPECT_EQ(state_of_composite("outer"), "ALARM");
  const std::string told = timeline.take();
  EXPECT_NE(told.find(R"("alarm":"outer","from":"OK","to":"ALARM")"), std::string::npos) << told;
}

TEST_F(Composites, AnUpdateIsJudgedAnewAndKeepsTheState) {
  put_children({"a", "b"});
  put("c", "ALARM(a)", {{"Tags", {{{"Key", "k"}, {"Value", "v"}}}}});
  wait(Duration(0));
  put("c", "OK(b) OR TRUE");
  EXPECT_EQ(state_of_composite("c"), "OK");
  wait(Duration(0));
  EXPECT_EQ(state_of_composite("c"), "ALARM");
  EXPECT_EQ(composite("c")["StateReason"],
            alarm_arn("c") + " was updated and its alarm rule evaluates to ALARM");
  EXPECT_EQ(must("ListTagsForResource", {{"ResourceARN", alarm_arn("c")}})["Tags"].size(), 1u);
  // The child it has left no longer wakes it, nor is it kept from being deleted.
  timeline.take();
  set("a", "ALARM");
  EXPECT_EQ(timeline.take().find(R"("alarm":"c")"), std::string::npos);
  must("DeleteAlarms", {{"AlarmNames", {"a"}}});
}

TEST_F(Composites, AStateSetByHandLastsUntilAChildChanges) {
  put_children({"a", "b"});
  put("c", "ALARM(a)");
  wait(Duration(0));
  set("c", "ALARM");
  wait(minutes(90));
  EXPECT_EQ(state_of_composite("c"), "ALARM");
  set("b", "ALARM");
  EXPECT_EQ(state_of_composite("c"), "ALARM");
  set("a", "OK");
  EXPECT_EQ(state_of_composite("c"), "OK");
}

TEST_F(Composites, AreNotJudgedInACycle) {
  put("first", "TRUE");
  put("second", "ALARM(first)");
  wait(Duration(0));
  ASSERT_EQ(state_of_composite("second"), "ALARM");
  put("first", "NOT ALARM(second)");
  wait(Duration(0));
  EXPECT_EQ(state_of_composite("first"), "ALARM");
  set("second", "OK");
  EXPECT_EQ(state_of_composite("first"), "ALARM");
  for (const char* name : {"first", "second"}) {
    EXPECT_EQ(
        refused("DeleteAlarms", {{"AlarmNames", {name}}}).message,
        std::string("Cannot delete ") + name + " as there are composite alarm(s) depending on it.");
  }
  put("first", "FALSE");  // The way out that DeleteAlarms names.
  must("DeleteAlarms", {{"AlarmNames", {"second"}}});
}

TEST_F(Composites, AreRefusedWithWhatTheyCannotStandOn) {
  put_children({"a"});
  const auto input = [](Json members) {
    Json whole{{"AlarmName", "c"}, {"AlarmRule", "ALARM(a)"}};
    whole.update(members);
    return whole;
  };
  struct Case {
    Json input;
    const char* message;
  };
  const Case cases[] = {
      {input({{"AlarmRule", "ALARM(a) OR OK(x) OR ALARM(y)"}}),
       "Could not save the composite alarm as alarms [x, y] in the alarm rule do not exist"},
      {input({{"AlarmRule", "ALARM(c)"}}),
       "Could not save the composite alarm as alarms [c] in the alarm rule do not exist"},
      {input({{"AlarmRule", "ALARM(arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a)"}}),
       "Could not save the composite alarm as alarms "
       "[arn:aws:cloudwatch:eu-west-1:123456789012:alarm:a] in the alarm rule do not exist"},
      {input({{"AlarmRule", "a"}}), "Error in AlarmRule [Unsupported token 'a' at char 0]"},
      {input({{"AlarmName", "a"}}), "An alarm of another type has the name a already."},
      {input({{"AlarmActions", {"pager"}}}), "Invalid arn syntax: pager"},
      {input({{"ActionsSuppressor", "a"}, {"ActionsSuppressorWaitPeriod", 1}}),
       "ActionsSuppressorExtensionPeriod is required when ActionsSuppressor is specified."},
      {input({{"ActionsSuppressorWaitPeriod", 1}}),
       "ActionsSuppressorWaitPeriod can be specified with ActionsSuppressor only."},
      {input({{"ActionsSuppressor", "x"},
              {"ActionsSuppressorWaitPeriod", 1},
              {"ActionsSuppressorExtensionPeriod", 1}}),
       "Could not save the composite alarm as the suppressor alarm x does not exist"},
  };
  for (const Case& row : cases) {
    const ApiError error = refused("PutCompositeAlarm", row.input);
    EXPECT_EQ(error.code, validation_exception("").code);
    EXPECT_EQ(error.message, row.message);
  }
  EXPECT_EQ(state.alarms.size(), 1u);
  put("c", "ALARM(a)");
  EXPECT_EQ(refused("PutMetricAlarm", alarm_input("c")).message,
            "An alarm of another type has the name c already.");
}

// Actions wait for the suppressor, and run when it does not come.
TEST_F(Composites, ActionsWaitForTheSuppressor) {
  put_children({"a", "sup"});
  const Json suppressor{{"ActionsSuppressor", "sup"},
                        {"ActionsSuppressorWaitPeriod", 120},
                        {"ActionsSuppressorExtensionPeriod", 180}};
  put("c", "ALARM(a)", suppressor);
  set("c", "OK");
  wait(minutes(3));
  alarm_notifications.clear();

  set("a", "ALARM");
  EXPECT_EQ(state_of_composite("c"), "ALARM");
  EXPECT_EQ(suppressed_by("c"), "WaitPeriod");
  EXPECT_EQ(composite("c")["ActionsSuppressedReason"], "Actions suppressed by WaitPeriod");
  wait(seconds(119));
  EXPECT_TRUE(alarm_notifications.empty());
  wait(seconds(1));
  ASSERT_EQ(alarm_notifications.size(), 1u);
  EXPECT_EQ(suppressed_by("c"), "");
  EXPECT_FALSE(composite("c").contains("ActionsSuppressedReason"));

  // A change back during the wait begins another wait.
  set("a", "OK");
  wait(seconds(100));
  set("a", "ALARM");
  wait(seconds(119));
  EXPECT_EQ(alarm_notifications.size(), 1u);
  wait(seconds(1));
  ASSERT_EQ(alarm_notifications.size(), 2u);
  const Json message = *parse_json(alarm_notifications[1].second.message);
  EXPECT_EQ(message["NewStateValue"], "ALARM");
  EXPECT_EQ(message["OldStateValue"], "OK");
}

TEST_F(Composites, ActionsAreHeldBackWhileTheSuppressorAlarmsAndALittleLonger) {
  put_children({"a", "sup"});
  put("c", "ALARM(a)",
      {{"ActionsSuppressor", alarm_arn("sup")},
       {"ActionsSuppressorWaitPeriod", 60},
       {"ActionsSuppressorExtensionPeriod", 180}});
  wait(minutes(2));
  alarm_notifications.clear();
  set("a", "ALARM");
  wait(seconds(30));
  set("sup", "ALARM");
  EXPECT_EQ(suppressed_by("c"), "Alarm");
  wait(minutes(60));
  EXPECT_TRUE(alarm_notifications.empty());
  set("sup", "OK");
  EXPECT_EQ(suppressed_by("c"), "ExtensionPeriod");
  wait(seconds(179));
  EXPECT_TRUE(alarm_notifications.empty());
  wait(seconds(1));
  EXPECT_EQ(alarm_notifications.size(), 1u);

  // With the suppressor in ALARM already nothing waits; a change in the extension waits anew.
  set("sup", "ALARM");
  set("a", "OK");
  EXPECT_EQ(suppressed_by("c"), "Alarm");
  set("sup", "OK");
  wait(seconds(170));
  set("a", "ALARM");
  EXPECT_EQ(suppressed_by("c"), "WaitPeriod");
  wait(seconds(60));
  EXPECT_EQ(alarm_notifications.size(), 2u);
  EXPECT_FALSE(scheduler.next_due());
}

TEST_F(Composites, AnotherSuppressorEndsWhatTheFirstHeldBack) {
  put_children({"a", "sup", "other"});
  Json suppressor{{"ActionsSuppressor", "sup"},
                  {"ActionsSuppressorWaitPeriod", 60},
                  {"ActionsSuppressorExtensionPeriod", 60}};
  put("c", "ALARM(a)", suppressor);
  wait(Duration(0));
  ASSERT_EQ(suppressed_by("c"), "WaitPeriod");
  suppressor["ActionsSuppressor"] = "other";
  put("c", "ALARM(a)", suppressor);
  EXPECT_EQ(suppressed_by("c"), "");
  wait(minutes(5));
  EXPECT_TRUE(alarm_notifications.empty());
  EXPECT_EQ(refused("DeleteAlarms", {{"AlarmNames", {"other"}}}).message,
            "Cannot delete other as there are composite alarm(s) depending on it.");
  must("DeleteAlarms", {{"AlarmNames", {"sup"}}});
}

TEST_F(Composites, AreShownOnlyToThoseWhoAsk) {
  put_children({"a", "b"});
  put("c", "ALARM(a) OR ALARM(b)", {{"AlarmDescription", "d"}});
  put("d", "ALARM(c) OR ALARM(a)");
  wait(Duration(0));
  const auto shown = [&](Json input) { return must("DescribeAlarms", std::move(input)); };
  EXPECT_EQ(shown(Json::object())["CompositeAlarms"], Json::array());
  EXPECT_EQ(names_in(shown({{"AlarmTypes", {"CompositeAlarm"}}})["CompositeAlarms"]),
            (NameList{"c", "d"}));
  EXPECT_EQ(shown({{"AlarmTypes", {"CompositeAlarm"}}})["MetricAlarms"], Json::array());
  const std::int64_t at = millis_of(now);
  Json whole = composite("c");
  whole.erase("StateReasonData");
  EXPECT_EQ(
      whole,
      Json({{"AlarmName", "c"},
            {"AlarmArn", alarm_arn("c")},
            {"AlarmDescription", "d"},
            {"AlarmConfigurationUpdatedTimestamp", at},
            {"ActionsEnabled", true},
            {"OKActions", {topic}},
            {"AlarmActions", {topic}},
            {"InsufficientDataActions", Json::array()},
            {"StateValue", "OK"},
            {"StateReason", alarm_arn("c") + " was created and its alarm rule evaluates to OK"},
            {"StateUpdatedTimestamp", at},
            {"StateTransitionedTimestamp", at},
            {"AlarmRule", "ALARM(a) OR ALARM(b)"}}));

  const Json children = shown({{"ChildrenOfAlarmName", "d"}});
  EXPECT_EQ(children["CompositeAlarms"], Json({{{"AlarmName", "c"},
                                                {"AlarmArn", alarm_arn("c")},
                                                {"StateValue", "OK"},
                                                {"StateUpdatedTimestamp", at}}}));
  EXPECT_EQ(names_in(children["MetricAlarms"]), (NameList{"a"}));
  const Json parents = shown({{"ParentsOfAlarmName", "a"}});
  EXPECT_EQ(parents["CompositeAlarms"], Json({{{"AlarmName", "c"}, {"AlarmArn", alarm_arn("c")}},
                                              {{"AlarmName", "d"}, {"AlarmArn", alarm_arn("d")}}}));
  EXPECT_EQ(shown({{"ParentsOfAlarmName", "d"}})["CompositeAlarms"], Json::array());
  EXPECT_EQ(shown({{"ChildrenOfAlarmName", "unknown"}})["MetricAlarms"], Json::array());
  EXPECT_EQ(refused("DescribeAlarms", {{"ParentsOfAlarmName", "a"}, {"StateValue", "OK"}}).message,
            "ParentsOfAlarmName can be combined with MaxRecords and NextToken only.");

  Json page{{"AlarmTypes", {"CompositeAlarm", "MetricAlarm"}}, {"MaxRecords", 3}};
  const Json first = shown(page);
  EXPECT_EQ(first["MetricAlarms"].size() + first["CompositeAlarms"].size(), 3u);
  page["NextToken"] = first["NextToken"];
  EXPECT_EQ(names_in(shown(page)["CompositeAlarms"]), (NameList{"d"}));
}

TEST_F(Composites, AreDeletedOneAtATimeAndNotWhileNeeded) {
  put_children({"a", "b"});
  put("c", "ALARM(a)");
  put("d", "ALARM(a) OR ALARM(b) OR ALARM(c)");
  EXPECT_EQ(refused("DeleteAlarms", {{"AlarmNames", {"b", "a"}}}).message,
            "Cannot delete a,b as there are composite alarm(s) depending on them.");
  EXPECT_EQ(refused("DeleteAlarms", {{"AlarmNames", {"c", "d"}}}).message,
            "No more than one composite alarm can be deleted at a time.");
  EXPECT_EQ(state.alarms.size(), 4u);
  must("DeleteAlarms", {{"AlarmNames", {"d", "b", "unknown"}}});
  must("DeleteAlarms", {{"AlarmNames", {"c"}}});
  EXPECT_EQ(state.alarms.size(), 1u);
  EXPECT_FALSE(scheduler.next_due());
  set("a", "ALARM");  // Nobody looks any more.
}

TEST_F(Composites, HaveHistoryAndTellTheirTopicsTheRule) {
  put_children({"a"});
  put("c", "ALARM(a)");
  wait(Duration(0));
  set("a", "ALARM");
  const Json items = must(
      "DescribeAlarmHistory",
      {{"AlarmTypes", {"CompositeAlarm"}}, {"ScanBy", "TimestampAscending"}})["AlarmHistoryItems"];
  ASSERT_EQ(items.size(), 5u);
  for (const Json& item : items) EXPECT_EQ(item["AlarmType"], "CompositeAlarm");
  // Not asked for by type, it is not shown, even by its name.
  EXPECT_TRUE(must("DescribeAlarmHistory", {{"AlarmName", "c"}})["AlarmHistoryItems"].empty());
  EXPECT_EQ(items[0]["HistorySummary"], "Alarm \"c\" created");
  const Json data = *parse_json(items[0]["HistoryData"].get<std::string>());
  EXPECT_EQ(data["createdAlarm"]["alarmRule"], "ALARM(a)");
  EXPECT_FALSE(data["createdAlarm"].contains("metricName"));
  EXPECT_EQ(items[3]["HistorySummary"], "Alarm updated from OK to ALARM");
  EXPECT_EQ(items[4]["HistorySummary"], "Successfully executed action " + topic);

  const AlarmNotification& sent = alarm_notifications.back().second;
  const Json message = *parse_json(sent.message);
  EXPECT_EQ(message["AlarmRule"], "ALARM(a)");
  EXPECT_EQ(
      message["TriggeringChildren"],
      Json({{{"Arn", alarm_arn("a")},
             {"State", {{"Value", "ALARM"}, {"Timestamp", "2026-01-01T00:01:00.000+0000"}}}}}));
  EXPECT_FALSE(message.contains("Trigger"));
  EXPECT_EQ(sent.subject, "ALARM: \"c\" in US East (N. Virginia)");
  EXPECT_NE(sent.email_body.find("Alarm Rule:\n- ALARM(a)\n"), std::string::npos);
}

TEST_F(Composites, SurviveBeingWrittenAndRead) {
  put_children({"a", "sup"});
  put("c", "ALARM(a)",
      {{"ActionsSuppressor", "sup"},
       {"ActionsSuppressorWaitPeriod", 60},
       {"ActionsSuppressorExtensionPeriod", 60}});
  wait(Duration(0));
  State copy;
  state.alarms.for_each_id([&](const std::string& id) {
    const std::string row = *state.alarms.row(id);
    copy.alarms.load(id, *parse_json(row));
    EXPECT_EQ(copy.alarms.row(id), row);
  });
  EXPECT_EQ(copy.alarms.size(), 3u);
}

}  // namespace
}  // namespace keytrail::cloudwatch
