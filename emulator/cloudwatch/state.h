// CloudWatch's entities: metrics, which exist because a datapoint or an alarm named them, and
// alarms. Datapoints and alarm history are streams in the store.
#pragma once

#include "base/scope.h"
#include "core/scheduler.h"
#include "core/table.h"

namespace keytrail::cloudwatch {

struct Dimension {
  std::string name;
  std::string value;

  auto operator<=>(const Dimension&) const = default;
  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("value", value);
  }
};

// What tells one metric from another. The order of dimensions does not matter, so they are sorted.
struct MetricKey {
  std::string metric_namespace;
  std::string name;
  std::vector<Dimension> dimensions;

  bool operator==(const MetricKey&) const = default;
  template <class Archive>
  void fields(Archive& archive) {
    archive("namespace", metric_namespace);
    archive("name", name);
    archive("dimensions", dimensions);
  }
};

struct Metric {
  MetricKey key;
  // The minute of the last datapoint's arrival; none for a metric that only alarms have named.
  std::optional<Instant> active_at;
  // Names of the alarms that watch it, so that a datapoint of an unwatched metric wakes nobody.
  std::set<std::string> alarms;

  template <class Archive>
  void fields(Archive& archive) {
    archive("key", key);
    archive("activeAt", active_at);
    archive("alarms", alarms);
  }
};

struct Tag {
  std::string key;
  std::string value;

  template <class Archive>
  void fields(Archive& archive) {
    archive("key", key);
    archive("value", value);
  }
};

// One query of a GetMetricData call or of an alarm on metric math: a metric or an expression.
struct MetricQuery {
  std::string id;
  std::string expression;  // Empty: it is a metric.
  MetricKey metric;
  std::vector<Dimension> dimensions;  // As given, to be shown so.
  std::string stat;
  Duration period{0};  // Of an expression: 0 when not given.
  std::optional<std::string> unit;
  std::optional<std::string> label;
  bool returns_data = true;

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("expression", expression);
    archive("metric", metric);
    archive("dimensions", dimensions);
    archive("stat", stat);
    archive("period", period);
    archive("unit", unit);
    archive("label", label);
    archive("returnsData", returns_data);
  }
};

enum class AlarmState { InsufficientData, Ok, Alarm };

// What kept a composite alarm's actions from running.
enum class SuppressedBy { Nothing, WaitPeriod, ExtensionPeriod, Alarm };

// The state of a composite alarm's child, and since when.
struct ChildChange {
  std::string arn;
  AlarmState state = AlarmState::InsufficientData;
  Instant at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("arn", arn);
    archive("state", state);
    archive("at", at);
  }
};

// What a composite alarm has in place of a metric; see composite_watch.h and action_suppression.h.
struct Composite {
  std::string rule;
  std::optional<std::string> suppressor;  // As given: a name or an ARN.
  Duration wait_period{0};
  Duration extension_period{0};

  TimerId evaluation_timer = 0;
  std::vector<ChildChange> changes;   // Since it was judged last; oldest first.
  std::vector<ChildChange> triggers;  // What brought its present state.

  SuppressedBy suppressed_by = SuppressedBy::Nothing;
  AlarmState held_from = AlarmState::InsufficientData;  // The state before the actions held back.
  TimerId period_timer = 0;

  template <class Archive>
  void fields(Archive& archive) {
    archive("rule", rule);
    archive("suppressor", suppressor);
    archive("waitPeriod", wait_period);
    archive("extensionPeriod", extension_period);
    archive("evaluationTimer", evaluation_timer);
    archive("changes", changes);
    archive("triggers", triggers);
    archive("suppressedBy", suppressed_by);
    archive("heldFrom", held_from);
    archive("periodTimer", period_timer);
  }
};

struct Alarm {
  std::string name;
  std::string arn;
  std::optional<std::string> description;
  bool actions_enabled = true;
  std::vector<std::string> ok_actions;
  std::vector<std::string> alarm_actions;
  std::vector<std::string> insufficient_data_actions;

  MetricKey metric;
  std::vector<Dimension> dimensions;  // As given, to be shown so.
  std::optional<std::string> statistic;
  std::optional<std::string> extended_statistic;
  Duration period{0};
  std::optional<std::string> unit;
  int evaluation_periods = 1;
  std::optional<int> datapoints_to_alarm;
  double threshold = 0;
  std::string comparison_operator;
  std::optional<std::string> treat_missing_data;
  std::optional<std::string> low_sample_count_percentile;
  Instant configuration_updated_at;

  AlarmState state = AlarmState::InsufficientData;
  std::string state_reason;
  std::string state_reason_data;  // JSON text; empty: none.
  Instant state_updated_at;
  Instant state_transitioned_at;

  std::vector<Tag> tags;

  // Up to here an evaluation may find something new; see alarm_watch.h.
  Instant watch_until;
  TimerId evaluation_timer = 0;
  std::string cause;  // What brought the newest datapoint, for the timeline.

  // An alarm on metric math has these in place of one metric; one of them returns data.
  std::vector<MetricQuery> queries;

  // A composite alarm has this, and none of what is said of metrics above.
  std::optional<Composite> composite;
  // Names of the composite alarms whose rules name this one, and of those it can silence.
  std::set<std::string> parents;
  std::set<std::string> silences;

  // The statistic that is watched, of whichever of the two kinds.
  const std::string& watched_statistic() const {
    return statistic ? *statistic : *extended_statistic;
  }

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("arn", arn);
    archive("description", description);
    archive("actionsEnabled", actions_enabled);
    archive("okActions", ok_actions);
    archive("alarmActions", alarm_actions);
    archive("insufficientDataActions", insufficient_data_actions);
    archive("metric", metric);
    archive("dimensions", dimensions);
    archive("statistic", statistic);
    archive("extendedStatistic", extended_statistic);
    archive("period", period);
    archive("unit", unit);
    archive("evaluationPeriods", evaluation_periods);
    archive("datapointsToAlarm", datapoints_to_alarm);
    archive("threshold", threshold);
    archive("comparisonOperator", comparison_operator);
    archive("treatMissingData", treat_missing_data);
    archive("lowSampleCountPercentile", low_sample_count_percentile);
    archive("configurationUpdatedAt", configuration_updated_at);
    archive("state", state);
    archive("stateReason", state_reason);
    archive("stateReasonData", state_reason_data);
    archive("stateUpdatedAt", state_updated_at);
    archive("stateTransitionedAt", state_transitioned_at);
    archive("tags", tags);
    archive("watchUntil", watch_until);
    archive("evaluationTimer", evaluation_timer);
    archive("cause", cause);
    archive("queries", queries);
    archive("composite", composite);
    archive("parents", parents);
    archive("silences", silences);
  }
};

struct State {
  Table<Metric> metrics{"cloudwatch.metric"};  // By metric_id().
  Table<Alarm> alarms{"cloudwatch.alarm"};     // By Scope::id(alarm name).

  std::vector<TableBase*> tables() { return {&metrics, &alarms}; }
};

}  // namespace keytrail::cloudwatch
