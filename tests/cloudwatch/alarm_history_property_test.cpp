// Alarms sleep while nothing can change. A CloudWatch that is kept awake, so that it evaluates
// every alarm at every instant of its rhythm, must write the same history, item for item; and so
// must one that is moved in small steps where the other takes large ones.
#include <algorithm>

#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_watch.h"
#include "fixture.h"
#include "support/dice.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Dice;

constexpr std::uint32_t kHistorySeed = 20260102;
constexpr int kHistoryRuns = 15;
constexpr int kActsPerRun = 30;
constexpr const char* kWatchedMetrics[] = {"a", "b"};
constexpr const char* kMetricAlarms[] = {"counted", "ranked", "computed", "quiet"};

// ---- alarms of every kind, with chance settings ----

Json chance_settings(Dice& dice, const std::string& name) {
  constexpr const char* kMissing[] = {"missing", "ignore", "breaching", "notBreaching"};
  constexpr const char* kComparisons[] = {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                                          "LessThanThreshold", "LessThanOrEqualToThreshold"};
  const int periods = dice.roll(1, 4);
  Json input{{"AlarmName", name},
             {"EvaluationPeriods", periods},
             {"Threshold", static_cast<double>(dice.roll(0, 3))},
             {"ComparisonOperator", dice.one_of(kComparisons)},
             {"AlarmActions", {"arn:aws:sns:us-east-1:123456789012:alarm"}},
             {"OKActions", {"arn:aws:sns:us-east-1:123456789012:ok"}}};
  if (!dice.one_in(3)) input["DatapointsToAlarm"] = dice.roll(1, periods);
  if (!dice.one_in(5)) input["TreatMissingData"] = dice.one_of(kMissing);
  return input;
}

Json chance_metric_alarm(Dice& dice, const std::string& name) {
  constexpr int kPeriods[] = {10, 30, 60, 60, 120, 300};
  constexpr const char* kStatistics[] = {"Sum", "Average", "Maximum", "SampleCount"};
  constexpr const char* kExtended[] = {"p50", "p90", "p25"};
  Json input = chance_settings(dice, name);
  input["Namespace"] = "Test";
  input["MetricName"] = dice.one_of(kWatchedMetrics);
  input["Period"] = dice.one_of(kPeriods);
  if (name != "ranked") {
    input["Statistic"] = dice.one_of(kStatistics);
    return input;
  }
  input["ExtendedStatistic"] = dice.one_of(kExtended);
  if (dice.one_in(2)) input["EvaluateLowSampleCountPercentile"] = "ignore";
  return input;
}

Json chance_math_alarm(Dice& dice, const std::string& name) {
  constexpr const char* kExpressions[] = {
      "a + b",   "FILL(a, 0) + FILL(b, 1)", "IF(a > 1, a, b)",         "SUM(METRICS())",
      "RATE(a)", "FILL(a, REPEAT) - 1",     "IF(MINUTE(a) > 29, 3, 0)"};
  Json input = chance_settings(dice, name);
  const int period = dice.one_in(2) ? 60 : 120;
  Json queries{{{"Id", "e1"}, {"Expression", dice.one_of(kExpressions)}, {"ReturnData", true}}};
  for (const char* metric : kWatchedMetrics) {
    queries.push_back({{"Id", metric},
                       {"MetricStat",
                        {{"Metric", {{"Namespace", "Test"}, {"MetricName", metric}}},
                         {"Period", period},
                         {"Stat", "Sum"}}},
                       {"ReturnData", false}});
  }
  input["Metrics"] = std::move(queries);
  return input;
}

Json chance_composite(Dice& dice) {
  constexpr const char* kRules[] = {"ALARM(counted) AND NOT OK(ranked)",
                                    "ALARM(counted) OR INSUFFICIENT_DATA(computed)",
                                    "AT_LEAST(2, ALARM, (counted, ranked, computed))"};
  Json input{{"AlarmName", "all"},
             {"AlarmRule", dice.one_of(kRules)},
             {"AlarmActions", {"arn:aws:sns:us-east-1:123456789012:alarm"}}};
  if (dice.one_in(2)) {
    input["ActionsSuppressor"] = "quiet";
    input["ActionsSuppressorWaitPeriod"] = dice.roll(0, 3) * 60;
    input["ActionsSuppressorExtensionPeriod"] = dice.roll(0, 3) * 60;
  }
  return input;
}

// ---- one act of chance, done to all alike ----

struct Act {
  std::string operation;  // Empty: only time passes.
  Json input = Json::object();
  Duration then{0};
};

Json chance_alarm(Dice& dice, const std::string& name) {
  return name == "computed" ? chance_math_alarm(dice, name) : chance_metric_alarm(dice, name);
}

Json chance_datapoints(Dice& dice, Instant now) {
  const Duration ago = dice.roll(0, 2) > 0 ? Duration(0) : seconds(dice.roll(-1800, 1800));
  Json values = Json::array();
  for (int left = dice.roll(1, 12); left > 0; --left) {
    const double value = dice.roll(0, 3);
    if (std::find(values.begin(), values.end(), Json(value)) == values.end()) {
      values.push_back(value);
    }
  }
  return Json{{"Namespace", "Test"},
              {"MetricData",
               {{{"MetricName", dice.one_of(kWatchedMetrics)},
                 {"Timestamp", millis_of(now - ago)},
                 {"Values", std::move(values)},
                 {"StorageResolution", dice.one_in(2) ? 1 : 60}}}}};
}

Act chance_act(Dice& dice, Instant now) {
  Act act;
  act.then = dice.one_in(3)   ? Duration(minutes(dice.roll(0, 2)))
             : dice.one_in(8) ? Duration(minutes(dice.roll(30, 180)))
                              : Duration(seconds(dice.roll(0, 400)));
  const int kind = dice.roll(0, 19);
  if (kind == 0) {
    act.operation = "PutMetricAlarm";
    act.input = chance_alarm(dice, dice.one_of(kMetricAlarms));
  } else if (kind == 1) {
    act.operation = "PutCompositeAlarm";
    act.input = chance_composite(dice);
  } else if (kind == 2) {
    constexpr const char* kStates[] = {"INSUFFICIENT_DATA", "OK", "ALARM"};
    act.operation = "SetAlarmState";
    act.input = {{"AlarmName", dice.one_of(kMetricAlarms)},
                 {"StateValue", dice.one_of(kStates)},
                 {"StateReason", "chance"}};
  } else if (kind < 15) {
    act.operation = "PutMetricData";
    act.input = chance_datapoints(dice, now);
  }
  return act;
}

// ---- those it is done to ----

struct Kept {
  CloudWatch cloudwatch;
  Duration step_max = hours(24);
  bool is_kept_awake = false;

  void keep_awake() {
    if (!is_kept_awake) return;
    cloudwatch.with_context([&](Context& context) {
      for (const std::string& id : cloudwatch.state.alarms.ids("")) {
        Alarm& alarm = *cloudwatch.state.alarms.edit(id);
        if (alarm.composite) continue;
        if (alarm.evaluation_timer == 0) watch_alarm(context, id, alarm);
        alarm.watch_until = Instant::max();
      }
    });
  }
  void run(const Act& act) {
    if (!act.operation.empty()) cloudwatch.must(act.operation, act.input);
    keep_awake();
    for (Duration left = act.then; left > Duration(0); left -= std::min(left, step_max)) {
      cloudwatch.wait(std::min(left, step_max));
    }
  }

  // What DescribeAlarmHistory is made of, as text, in the order of writing.
  std::vector<std::string> history() {
    std::vector<std::string> items;
    cloudwatch.store.scan_journal(
        std::string(kHistoryJournal), cloudwatch.caller.scope.prefix(), Range(),
        [&](const JournalRow& row) {
          items.push_back(row.partition + " " + to_rfc3339(row.at) + " " + to_text(row.body));
          return true;
        });
    return items;
  }
};

// Alarms of one instant are judged in the order in which they were scheduled, which may be another
// where none ever sleeps; the items of each alarm keep theirs.
std::vector<std::string> by_alarm(std::vector<std::string> items) {
  std::stable_sort(items.begin(), items.end(), [](const std::string& a, const std::string& b) {
    return a.substr(0, a.find(' ')) < b.substr(0, b.find(' '));
  });
  return items;
}

void expect_same(const std::vector<std::string>& found, const std::vector<std::string>& wanted) {
  const auto [one, other] = std::mismatch(found.begin(), found.end(), wanted.begin(), wanted.end());
  EXPECT_TRUE(one == found.end()) << "unexpected: " << *one;
  EXPECT_TRUE(other == wanted.end()) << "expected: " << *other;
}

TEST(AlarmHistoryProperty, SleepingAndSmallStepsChangeNoItem) {
  std::cout << "seed " << kHistorySeed << '\n';
  std::size_t updates = 0;
  for (std::uint32_t run = 0; run < kHistoryRuns; ++run) {
    SCOPED_TRACE("run " + std::to_string(run));
    Dice dice(kHistorySeed + run);
    Kept sleeping, awake, in_small_steps;
    awake.is_kept_awake = true;
    in_small_steps.step_max = seconds(7);
    const auto all_do = [&](const Act& act) {
      for (Kept* kept : {&sleeping, &awake, &in_small_steps}) kept->run(act);
    };
    for (const char* name : kMetricAlarms) all_do({"PutMetricAlarm", chance_alarm(dice, name)});
    all_do({"PutCompositeAlarm", chance_composite(dice), seconds(dice.roll(0, 90))});
    for (int i = 0; i < kActsPerRun; ++i) all_do(chance_act(dice, sleeping.cloudwatch.now));

    const std::vector<std::string> history = sleeping.history();
    expect_same(in_small_steps.history(), history);
    expect_same(by_alarm(awake.history()), by_alarm(history));
    if (::testing::Test::HasFailure()) return;
    updates += static_cast<std::size_t>(std::count_if(
        history.begin(), history.end(),
        [](const std::string& item) { return item.find("StateUpdate") != std::string::npos; }));
  }
  EXPECT_GT(updates, std::size_t{10 * kHistoryRuns});  // Or the test would show little.
}

}  // namespace
}  // namespace keytrail::cloudwatch
