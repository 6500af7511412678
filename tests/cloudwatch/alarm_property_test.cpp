// The fast evaluator visits only the instants at which something can have changed. The referee here
// visits every one of them. Both must see the same transitions, whatever happens.
#include "cloudwatch/alarm_evaluator.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/alarm_watch.h"
#include "fixture.h"
#include "support/dice.h"

namespace keytrail::cloudwatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;
using testing::Dice;

constexpr std::uint32_t kSeed = 20260101;
constexpr int kRuns = 60;
constexpr int kStepsPerRun = 30;

// Evaluates at every instant of the alarm's rhythm, from plain sums of the datapoints it was told.
class PlainEvaluator {
 public:
  explicit PlainEvaluator(Instant now) : now_(now) {}

  void put(Instant at, double value) { points_[floor_to(at, minutes(1))] += value; }
  void configure(const Alarm& alarm) {
    rule_ = rule_of(alarm);
    period_ = alarm.period;
    step_ = evaluation_step(alarm);
  }
  void set(AlarmState state) { change_to(state); }

  void advance_to(Instant target) {
    for (Instant at = next_whole(now_, step_); at <= target; at += step_) {
      now_ = at;
      change_to(evaluate(rule_, state_, range_at(at)).state);
    }
    now_ = target;
  }

  const std::vector<std::string>& transitions() const { return transitions_; }

 private:
  std::vector<Bucket> range_at(Instant end) const {
    std::vector<Bucket> range;
    for (int age = rule_.evaluation_periods + kExtraBuckets; age > 0; --age) {
      Bucket bucket{end - age * period_, {}, 0};
      auto point = points_.lower_bound(bucket.start_at);
      for (; point != points_.end() && point->first < bucket.start_at + period_; ++point) {
        bucket.value = bucket.value.value_or(0) + point->second;
        ++bucket.sample_count;
      }
      range.push_back(bucket);
    }
    return range;
  }

  void change_to(AlarmState state) {
    if (state == state_) return;
    transitions_.push_back(to_rfc3339(now_) + " Alarm updated from " + state_name(state_) + " to " +
                           state_name(state));
    state_ = state;
  }

  Instant now_;
  AlarmRule rule_;
  Duration period_{0};
  Duration step_{0};
  AlarmState state_ = AlarmState::InsufficientData;
  std::map<Instant, double> points_;
  std::vector<std::string> transitions_;
};

Json random_alarm(Dice& dice) {
  constexpr int kPeriods[] = {10, 30, 60, 60, 60, 120, 300, 43'200};
  constexpr const char* kMissing[] = {"missing", "ignore", "breaching", "notBreaching"};
  constexpr const char* kComparisons[] = {"GreaterThanOrEqualToThreshold", "GreaterThanThreshold",
                                          "LessThanThreshold", "LessThanOrEqualToThreshold"};
  Json input = CloudWatch::alarm_input();
  const int periods = dice.roll(1, 4);
  input["Period"] = dice.one_of(kPeriods);
  input["EvaluationPeriods"] = periods;
  input["DatapointsToAlarm"] = dice.roll(1, periods);
  input["Threshold"] = static_cast<double>(dice.roll(0, 3));
  input["TreatMissingData"] = dice.one_of(kMissing);
  input["ComparisonOperator"] = dice.one_of(kComparisons);
  return input;
}

Duration random_step(Dice& dice) {
  switch (dice.roll(0, 5)) {
    case 0:
      return Duration(0);
    case 1:
      return seconds(dice.roll(1, 60));
    case 2:
      return minutes(1);  // Stays on whole minutes, where the edges are.
    case 3:
      return minutes(dice.roll(1, 15));
    case 4:
      return seconds(dice.roll(60, 7200));
    default:
      return hours(dice.roll(1, 24));
  }
}

// What one step does: mostly datapoints, of now, late or early.
void act(Dice& dice, CloudWatch& fast, PlainEvaluator& plain) {
  const int kind = dice.roll(0, 19);
  if (kind == 0) {
    fast.must("PutMetricAlarm", random_alarm(dice));
    plain.configure(fast.state.alarms.rows().begin()->second);
  } else if (kind == 1) {
    constexpr const char* kStates[] = {"INSUFFICIENT_DATA", "OK", "ALARM"};
    const int state = dice.roll(0, 2);
    fast.must(
        "SetAlarmState",
        Json{{"AlarmName", "errors"}, {"StateValue", kStates[state]}, {"StateReason", "chance"}});
    plain.set(static_cast<AlarmState>(state));
  } else if (kind < 14) {
    const Duration ago = dice.roll(0, 2) > 0 ? Duration(0) : seconds(dice.roll(-7200, 7200));
    const double value = dice.roll(0, 3);
    fast.put_value(value, ago);
    plain.put(fast.now - ago, value);
  }
}

std::vector<std::string> transitions_of(CloudWatch& fast) {
  std::vector<std::string> found;
  fast.store.scan_journal(
      "cloudwatch.alarm-history", fast.caller.scope.prefix(), Range(), [&](const JournalRow& row) {
        if (row.body["type"] == "StateUpdate") {
          found.push_back(to_rfc3339(row.at) + ' ' + row.body["summary"].get<std::string>());
        }
        return true;
      });
  return found;
}

TEST(AlarmProperty, TheFastEvaluatorAgreesWithThePlainOne) {
  std::cout << "seed " << kSeed << '\n';
  std::size_t transitions = 0;
  for (std::uint32_t run = 0; run < kRuns; ++run) {
    SCOPED_TRACE("run " + std::to_string(run));
    Dice dice(kSeed + run);
    CloudWatch fast;
    fast.now += seconds(dice.roll(0, 90));
    const Json input = random_alarm(dice);
    fast.must("PutMetricAlarm", input);
    PlainEvaluator plain(fast.now);
    plain.configure(fast.state.alarms.rows().begin()->second);
    for (int step = 0; step < kStepsPerRun; ++step) {
      act(dice, fast, plain);
      const Duration by = random_step(dice);
      plain.advance_to(fast.now + by);
      fast.wait(by);
    }
    ASSERT_EQ(transitions_of(fast), plain.transitions()) << input;
    transitions += plain.transitions().size();
    // In the end everything comes to rest.
    fast.wait(hours(24 * 40));
    EXPECT_FALSE(fast.scheduler.next_due());
  }
  EXPECT_GT(transitions, std::size_t{kRuns});  // Or the test would show nothing.
}

}  // namespace
}  // namespace keytrail::cloudwatch
