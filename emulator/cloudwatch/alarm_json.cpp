#include "cloudwatch/alarm_json.h"

#include "cloudwatch/action_suppression.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/math/query_set.h"
#include "cloudwatch/metrics.h"

namespace keytrail::cloudwatch {

namespace {

// What both kinds of alarms have.
Json common_json(const Alarm& alarm) {
  Json json{{"AlarmName", alarm.name}, {"AlarmArn", alarm.arn}};
  if (alarm.description) json["AlarmDescription"] = *alarm.description;
  json["AlarmConfigurationUpdatedTimestamp"] = millis_of(alarm.configuration_updated_at);
  json["ActionsEnabled"] = alarm.actions_enabled;
  json["OKActions"] = alarm.ok_actions;
  json["AlarmActions"] = alarm.alarm_actions;
  json["InsufficientDataActions"] = alarm.insufficient_data_actions;
  json["StateValue"] = state_name(alarm.state);
  json["StateReason"] = alarm.state_reason;
  if (!alarm.state_reason_data.empty()) json["StateReasonData"] = alarm.state_reason_data;
  json["StateUpdatedTimestamp"] = millis_of(alarm.state_updated_at);
  return json;
}

void add_watched_metric(Json& json, const Alarm& alarm) {
  json["MetricName"] = alarm.metric.name;
  json["Namespace"] = alarm.metric.metric_namespace;
  if (alarm.statistic) json["Statistic"] = *alarm.statistic;
  if (alarm.extended_statistic) json["ExtendedStatistic"] = *alarm.extended_statistic;
  json["Dimensions"] = dimensions_json(alarm.dimensions);
  json["Period"] = alarm.period / std::chrono::seconds(1);
  if (alarm.unit) json["Unit"] = *alarm.unit;
}

}  // namespace

Json metric_alarm_json(const Alarm& alarm) {
  Json json = common_json(alarm);
  if (alarm.queries.empty()) {
    add_watched_metric(json, alarm);
  } else {
    json["Metrics"] = Json::array();
    for (const MetricQuery& query : alarm.queries) {
      json["Metrics"].push_back(metric_query_json(query));
    }
  }
  json["EvaluationPeriods"] = alarm.evaluation_periods;
  if (alarm.datapoints_to_alarm) json["DatapointsToAlarm"] = *alarm.datapoints_to_alarm;
  json["Threshold"] = alarm.threshold;
  json["ComparisonOperator"] = alarm.comparison_operator;
  if (alarm.treat_missing_data) json["TreatMissingData"] = *alarm.treat_missing_data;
  if (alarm.low_sample_count_percentile) {
    json["EvaluateLowSampleCountPercentile"] = *alarm.low_sample_count_percentile;
  }
  json["StateTransitionedTimestamp"] = millis_of(alarm.state_transitioned_at);
  return json;
}

Json composite_alarm_json(const Alarm& alarm) {
  const Composite& composite = *alarm.composite;
  Json json = common_json(alarm);
  json["StateTransitionedTimestamp"] = millis_of(alarm.state_transitioned_at);
  json["AlarmRule"] = composite.rule;
  if (composite.suppressed_by != SuppressedBy::Nothing) {
    const std::string by = suppressed_by_name(composite.suppressed_by);
    json["ActionsSuppressedBy"] = by;
    json["ActionsSuppressedReason"] = "Actions suppressed by " + by;
  }
  if (composite.suppressor) {
    json["ActionsSuppressor"] = *composite.suppressor;
    json["ActionsSuppressorWaitPeriod"] = composite.wait_period / std::chrono::seconds(1);
    json["ActionsSuppressorExtensionPeriod"] = composite.extension_period / std::chrono::seconds(1);
  }
  return json;
}

}  // namespace keytrail::cloudwatch
