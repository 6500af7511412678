#include "cloudwatch/alarm_evaluator.h"

#include <algorithm>

#include "base/assert.h"
#include "cloudwatch/statistics.h"

namespace keytrail::cloudwatch {
namespace {

// Takes the newest N real buckets, and the newest missing ones until there are N.
Verdict choose_buckets(const AlarmRule& rule, std::span<const Bucket> range) {
  const int wanted = rule.evaluation_periods;
  int real = 0;
  for (const Bucket& bucket : range) real += bucket.value.has_value();
  int real_left = std::min(real, wanted);

  Verdict verdict;
  verdict.filled = wanted - real_left;
  int missing_left = verdict.filled;
  for (auto bucket = range.rbegin(); bucket != range.rend(); ++bucket) {
    int& left = bucket->value ? real_left : missing_left;
    if (left == 0) continue;
    --left;
    verdict.evaluated.push_back(*bucket);
  }
  return verdict;
}

// Whether a lone breaching datapoint is old enough that nothing which may still arrive late could
// speak against it ("premature" transitions in the guide). The newest bucket has age 1.
bool is_old_enough(const AlarmRule& rule, std::span<const Bucket> range) {
  for (std::size_t i = 0; i < range.size(); ++i) {
    if (range[i].value && is_breaching(rule, *range[i].value)) {
      return static_cast<int>(range.size() - i) >= rule.datapoints_to_alarm;
    }
  }
  return false;
}

AlarmState alarm_if(bool is_alarm) { return is_alarm ? AlarmState::Alarm : AlarmState::Ok; }

AlarmState judge(const AlarmRule& rule, AlarmState previous, std::span<const Bucket> range,
                 const Verdict& chosen) {
  int real = 0;
  int breaching = 0;
  double samples = 0;
  for (const Bucket& bucket : chosen.evaluated) {
    if (!bucket.value) continue;
    ++real;
    samples += bucket.sample_count;
    breaching += is_breaching(rule, *bucket.value);
  }
  if (real > 0 && samples < rule.samples_min) return previous;

  const int needed = rule.datapoints_to_alarm;
  if (chosen.filled == 0) return alarm_if(breaching >= needed);
  switch (rule.missing_data) {
    case MissingData::Breaching:
      return alarm_if(breaching + chosen.filled >= needed);
    case MissingData::NotBreaching:
      return alarm_if(breaching >= needed);
    case MissingData::Ignore:
      if (breaching >= needed) return AlarmState::Alarm;
      return breaching < real ? AlarmState::Ok : previous;
    case MissingData::Missing:
      if (real == 0) return AlarmState::InsufficientData;
      if (breaching >= needed) return AlarmState::Alarm;
      return alarm_if(breaching == real && is_old_enough(rule, range));
  }
  return previous;
}

}  // namespace

std::optional<Comparison> find_comparison(std::string_view name) {
  if (name == "GreaterThanOrEqualToThreshold") return Comparison::GreaterOrEqual;
  if (name == "GreaterThanThreshold") return Comparison::Greater;
  if (name == "LessThanThreshold") return Comparison::Less;
  if (name == "LessThanOrEqualToThreshold") return Comparison::LessOrEqual;
  return std::nullopt;
}

std::optional<MissingData> find_missing_data(std::string_view name) {
  if (name == "missing") return MissingData::Missing;
  if (name == "ignore") return MissingData::Ignore;
  if (name == "breaching") return MissingData::Breaching;
  if (name == "notBreaching") return MissingData::NotBreaching;
  return std::nullopt;
}

AlarmRule rule_of(const Alarm& alarm) {
  const auto comparison = find_comparison(alarm.comparison_operator);
  auto missing_data = find_missing_data(alarm.treat_missing_data.value_or("missing"));
  KT_ASSERT(comparison && missing_data);  // PutMetricAlarm lets nothing else in.
  // DynamoDB's metrics always act so (CloudWatch guide, "Configuring how alarms treat missing
  // data").
  if (alarm.metric.metric_namespace == "AWS/DynamoDB") missing_data = MissingData::Ignore;
  AlarmRule rule;
  rule.comparison = *comparison;
  rule.threshold = alarm.threshold;
  rule.evaluation_periods = alarm.evaluation_periods;
  rule.datapoints_to_alarm = alarm.datapoints_to_alarm.value_or(alarm.evaluation_periods);
  rule.missing_data = *missing_data;
  if (alarm.low_sample_count_percentile == "ignore") {
    rule.samples_min = find_statistic(alarm.watched_statistic())->samples_for_significance();
  }
  return rule;
}

bool is_breaching(const AlarmRule& rule, double value) {
  switch (rule.comparison) {
    case Comparison::GreaterOrEqual:
      return value >= rule.threshold;
    case Comparison::Greater:
      return value > rule.threshold;
    case Comparison::Less:
      return value < rule.threshold;
    case Comparison::LessOrEqual:
      return value <= rule.threshold;
  }
  return false;
}

Verdict evaluate(const AlarmRule& rule, AlarmState previous, std::span<const Bucket> range) {
  Verdict verdict = choose_buckets(rule, range);
  verdict.state = judge(rule, previous, range, verdict);
  return verdict;
}

}  // namespace keytrail::cloudwatch
