#include "cloudwatch/alarm_history.h"

#include "base/json_object_text.h"
#include "cloudwatch/alarm_texts.h"

namespace keytrail::cloudwatch {
namespace {

void append(Context& context, const Alarm& alarm, std::string_view type, std::string summary,
            std::string data) {
  JournalRow row;
  row.journal = kHistoryJournal;
  row.partition = history_partition(context.scope(), alarm.name);
  row.at = context.now;
  row.body = Json{{"alarmName", alarm.name},
                  {"alarmType", alarm.composite ? "CompositeAlarm" : "MetricAlarm"},
                  {"type", type},
                  {"summary", std::move(summary)},
                  {"data", std::move(data)}};
  context.store.append(std::move(row));
}

std::string state_text(const StateInfo& info) {
  JsonObjectText text;
  text.add_text("stateValue", state_name(info.state));
  text.add_text("stateReason", info.reason);
  if (!info.reason_data.empty()) text.add_raw("stateReasonData", info.reason_data);
  text.close();
  return text.take_text();
}

void add_rule_members(Json& json, const Composite& composite) {
  json["alarmRule"] = composite.rule;
  if (!composite.suppressor) return;
  json["actionsSuppressor"] = *composite.suppressor;
  json["actionsSuppressorWaitPeriod"] = composite.wait_period / std::chrono::seconds(1);
  json["actionsSuppressorExtensionPeriod"] = composite.extension_period / std::chrono::seconds(1);
}

Json dimensions_in_history(const std::vector<Dimension>& dimensions) {
  Json list = Json::array();
  for (const Dimension& one : dimensions) {
    list.push_back(Json{{"value", one.value}, {"name", one.name}});
  }
  return list;
}

Json query_json(const MetricQuery& query) {
  Json json{{"id", query.id}};
  if (query.expression.empty()) {
    Json metric{{"namespace", query.metric.metric_namespace},
                {"metricName", query.metric.name},
                {"dimensions", dimensions_in_history(query.dimensions)}};
    json["metricStat"] = Json{{"metric", std::move(metric)},
                              {"period", query.period / std::chrono::seconds(1)},
                              {"stat", query.stat}};
    if (query.unit) json["metricStat"]["unit"] = *query.unit;
  } else {
    json["expression"] = query.expression;
  }
  if (query.label) json["label"] = *query.label;
  json["returnData"] = query.returns_data;
  return json;
}

void add_watched(Json& json, const Alarm& alarm) {
  if (!alarm.queries.empty()) {
    json["metrics"] = Json::array();
    for (const MetricQuery& query : alarm.queries) json["metrics"].push_back(query_json(query));
    return;
  }
  json["namespace"] = alarm.metric.metric_namespace;
  json["metricName"] = alarm.metric.name;
  if (alarm.statistic) json["statistic"] = *alarm.statistic;
  if (alarm.extended_statistic) json["extendedStatistic"] = *alarm.extended_statistic;
  if (alarm.unit) json["unit"] = *alarm.unit;
  json["period"] = alarm.period / std::chrono::seconds(1);
  json["dimensions"] = dimensions_in_history(alarm.dimensions);
}

void add_metric_members(Json& json, const Alarm& alarm) {
  add_watched(json, alarm);
  json["threshold"] = alarm.threshold;
  json["comparisonOperator"] = alarm.comparison_operator;
  json["evaluationPeriods"] = alarm.evaluation_periods;
  if (alarm.datapoints_to_alarm) json["datapointsToAlarm"] = *alarm.datapoints_to_alarm;
  if (alarm.treat_missing_data) json["treatMissingData"] = *alarm.treat_missing_data;
  if (alarm.low_sample_count_percentile) {
    json["evaluateLowSampleCountPercentile"] = *alarm.low_sample_count_percentile;
  }
}

// The alarm in the history's own casing.
Json alarm_json(const Alarm& alarm) {
  Json json{{"alarmName", alarm.name}};
  if (alarm.description) json["alarmDescription"] = *alarm.description;
  json["alarmArn"] = alarm.arn;
  json["alarmConfigurationUpdatedTimestamp"] = to_cloudwatch_time(alarm.configuration_updated_at);
  if (alarm.composite) {
    add_rule_members(json, *alarm.composite);
  } else {
    add_metric_members(json, alarm);
  }
  json["stateValue"] = state_name(alarm.state);
  json["stateUpdatedTimestamp"] = to_cloudwatch_time(alarm.state_updated_at);
  json["actionsEnabled"] = alarm.actions_enabled;
  json["alarmActions"] = alarm.alarm_actions;
  json["insufficientDataActions"] = alarm.insufficient_data_actions;
  json["okactions"] = alarm.ok_actions;  // AWS's spelling.
  return json;
}

}  // namespace

std::string history_partition(const Scope& scope, std::string_view alarm_name) {
  return scope.id(alarm_name) + '\n';
}

void record_configuration(Context& context, const Alarm& alarm, ConfigurationChange change) {
  struct Words {
    std::string_view type, member, summary;
  };
  constexpr Words kWords[] = {{"Create", "createdAlarm", "created"},
                              {"Update", "updatedAlarm", "updated"},
                              {"Delete", "deletedAlarm", "deleted"}};
  const Words& words = kWords[static_cast<int>(change)];
  Json data{{"version", "1.0"}, {"type", words.type}};
  data[std::string(words.member)] = alarm_json(alarm);
  append(context, alarm, "ConfigurationUpdate",
         "Alarm \"" + alarm.name + "\" " + std::string(words.summary), to_text(data));
}

void record_state_update(Context& context, const Alarm& alarm, const StateInfo& old_state) {
  const StateInfo new_state{alarm.state, alarm.state_reason, alarm.state_reason_data};
  JsonObjectText data;
  data.add_text("version", "1.0");
  data.add_raw("oldState", state_text(old_state));
  data.add_raw("newState", state_text(new_state));
  data.close();
  append(context, alarm, "StateUpdate",
         "Alarm updated from " + state_name(old_state.state) + " to " + state_name(alarm.state),
         data.take_text());
}

void record_action(Context& context, const Alarm& alarm, const std::string& action_arn,
                   const std::string& message, const std::string& error) {
  JsonObjectText published;
  published.add_text("default", message);
  published.close();
  JsonObjectText data;
  data.add_text("actionState", error.empty() ? "Succeeded" : "Failed");
  data.add_raw("stateUpdateTimestamp", std::to_string(millis_of(alarm.state_updated_at)));
  data.add_text("notificationResource", action_arn);
  data.add_text("publishedMessage", published.text());
  data.add_text_if_any("error", error);
  data.close();
  const std::string summary = error.empty() ? "Successfully executed action " + action_arn
                                            : "Failed to execute action " + action_arn +
                                                  ". Received error: \"" + error + '"';
  append(context, alarm, "Action", summary, data.take_text());
}

}  // namespace keytrail::cloudwatch
