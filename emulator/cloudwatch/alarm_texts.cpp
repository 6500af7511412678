#include "cloudwatch/alarm_texts.h"

#include "base/text.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::size_t kSubjectLengthMax = 100;  // SNS's limit, and CloudWatch cuts to it.

// A line of the mail: "- Name:" and the value at the section's column.
std::string mail_line(std::string label, std::size_t column, std::string_view value) {
  label.resize(std::max(column, label.size() + 1), ' ');
  return label.append(value) + '\n';
}

std::string details_line(std::string label, std::string_view value) {
  return mail_line(std::move(label), 30, value);
}

std::string metric_line(std::string label, std::string_view value) {
  return mail_line(std::move(label), 39, value);
}

std::string actions_line(std::string label, const std::vector<std::string>& actions) {
  return label + ' ' + (actions.empty() ? "" : '[' + join(actions, ", ") + ']') + '\n';
}

std::string seconds_text(Duration period) {
  return std::to_string(period / std::chrono::seconds(1)) + " seconds";
}

std::string threshold_section(const Alarm& alarm) {
  return "Threshold:\n- The alarm is in the ALARM state when the metric is " +
         alarm.comparison_operator + ' ' + to_java_double(alarm.threshold) + " for at least " +
         std::to_string(alarm.datapoints_to_alarm.value_or(alarm.evaluation_periods)) +
         " of the last " + std::to_string(alarm.evaluation_periods) + " period(s) of " +
         seconds_text(alarm.period) + ". \n";
}

struct WatchedMetric {
  const MetricKey& key;
  const std::vector<Dimension>& dimensions;
  Duration period;
  const std::string& statistic;
  const std::optional<std::string>& unit;
};

std::string metric_lines(const WatchedMetric& metric) {
  std::vector<std::string> dimensions;
  for (const Dimension& one : metric.dimensions) {
    dimensions.push_back('[' + one.name + " = " + one.value + ']');
  }
  return metric_line("- MetricNamespace:", metric.key.metric_namespace) +
         metric_line("- MetricName:", metric.key.name) +
         metric_line("- Dimensions:", join(dimensions, " ")) +
         metric_line("- Period:", seconds_text(metric.period)) +
         metric_line("- Statistic:", metric.statistic) +
         metric_line("- Unit:", metric.unit.value_or("not specified"));
}

std::string metric_section(const Alarm& alarm) {
  const std::string last =
      metric_line("- TreatMissingData:", alarm.treat_missing_data.value_or("missing"));
  if (alarm.queries.empty()) {
    return "Monitored Metric:\n" +
           metric_lines({alarm.metric, alarm.dimensions, alarm.period, alarm.watched_statistic(),
                         alarm.unit}) +
           last;
  }
  std::string text = "Monitored Metrics:\n";
  for (const MetricQuery& query : alarm.queries) {
    text += metric_line("- Id:", query.id);
    text +=
        query.expression.empty()
            ? metric_lines({query.metric, query.dimensions, query.period, query.stat, query.unit})
            : metric_line("- MetricExpression:", query.expression);
  }
  return text + last;
}

// "SUM", "SAMPLE_COUNT".
std::string upper_statistic(std::string_view name) {
  std::string upper;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z' && !upper.empty()) upper += '_';
    upper += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return upper;
}

Json dimensions_in_message(const std::vector<Dimension>& dimensions) {
  Json list = Json::array();
  for (const Dimension& one : dimensions) {
    list.push_back(Json{{"value", one.value}, {"name", one.name}});
  }
  return list;
}

void add_trigger_metric(Json& trigger, const Alarm& alarm) {
  trigger["MetricName"] = alarm.metric.name;
  trigger["Namespace"] = alarm.metric.metric_namespace;
  if (alarm.statistic) {
    trigger["StatisticType"] = "Statistic";
    trigger["Statistic"] = upper_statistic(*alarm.statistic);
  } else {
    trigger["StatisticType"] = "ExtendedStatistic";
    trigger["ExtendedStatistic"] = *alarm.extended_statistic;
  }
  trigger["Unit"] = alarm.unit ? Json(*alarm.unit) : Json();
  trigger["Dimensions"] = dimensions_in_message(alarm.dimensions);
}

Json metrics_in_message(const std::vector<MetricQuery>& queries) {
  Json metrics = Json::array();
  for (const MetricQuery& query : queries) {
    Json json = Json::object();
    if (!query.expression.empty()) json["Expression"] = query.expression;
    json["Id"] = query.id;
    if (query.label) json["Label"] = *query.label;
    if (query.expression.empty()) {
      Json metric{{"Dimensions", dimensions_in_message(query.dimensions)},
                  {"MetricName", query.metric.name},
                  {"Namespace", query.metric.metric_namespace}};
      json["MetricStat"] = Json{{"Metric", std::move(metric)},
                                {"Period", query.period / std::chrono::seconds(1)},
                                {"Stat", query.stat}};
      if (query.unit) json["MetricStat"]["Unit"] = *query.unit;
    }
    json["ReturnData"] = query.returns_data;
    metrics.push_back(std::move(json));
  }
  return metrics;
}

Json trigger_json(const Alarm& alarm) {
  Json trigger = Json::object();
  if (alarm.queries.empty()) add_trigger_metric(trigger, alarm);
  trigger["Period"] = alarm.period / std::chrono::seconds(1);
  trigger["EvaluationPeriods"] = alarm.evaluation_periods;
  if (alarm.datapoints_to_alarm) trigger["DatapointsToAlarm"] = *alarm.datapoints_to_alarm;
  trigger["ComparisonOperator"] = alarm.comparison_operator;
  trigger["Threshold"] = alarm.threshold;
  trigger["TreatMissingData"] = alarm.treat_missing_data.value_or("missing");
  trigger["EvaluateLowSampleCountPercentile"] = alarm.low_sample_count_percentile.value_or("");
  if (!alarm.queries.empty()) trigger["Metrics"] = metrics_in_message(alarm.queries);
  return trigger;
}

// What stands in the place of the trigger for a composite alarm.
void add_rule(Json& message, const Composite& composite) {
  Json children = Json::array();
  for (const ChildChange& child : composite.triggers) {
    children.push_back(
        Json{{"Arn", child.arn},
             {"State",
              {{"Value", state_name(child.state)}, {"Timestamp", to_cloudwatch_time(child.at)}}}});
  }
  message["AlarmRule"] = composite.rule;
  message["TriggeringChildren"] = std::move(children);
}

std::string long_time(Instant at) { return format_utc(at, "%A %d %B, %Y %H:%M:%S UTC"); }

}  // namespace

std::string state_name(AlarmState state) {
  switch (state) {
    case AlarmState::InsufficientData:
      return "INSUFFICIENT_DATA";
    case AlarmState::Ok:
      return "OK";
    case AlarmState::Alarm:
      return "ALARM";
  }
  return {};
}

AlarmState state_of(std::string_view name) {
  if (name == "ALARM") return AlarmState::Alarm;
  return name == "OK" ? AlarmState::Ok : AlarmState::InsufficientData;
}

const std::vector<std::string>& actions_of(const Alarm& alarm, AlarmState state) {
  if (state == AlarmState::Alarm) return alarm.alarm_actions;
  return state == AlarmState::Ok ? alarm.ok_actions : alarm.insufficient_data_actions;
}

std::string put_reason(const Alarm& alarm, const std::string& put, AlarmState result) {
  return alarm.arn + " was " + put + " and its alarm rule evaluates to " + state_name(result);
}

std::string child_reason(const ChildChange& change) {
  return change.arn + " transitioned to " + state_name(change.state) + " at " +
         long_time(change.at);
}

Json triggering_alarms_json(const std::vector<ChildChange>& triggers) {
  Json alarms = Json::array();
  for (const ChildChange& child : triggers) {
    alarms.push_back(
        Json{{"arn", child.arn},
             {"state",
              {{"value", state_name(child.state)}, {"timestamp", to_cloudwatch_time(child.at)}}}});
  }
  return Json{{"triggeringAlarms", std::move(alarms)}};
}

std::string notification_subject(const Alarm& alarm, const Scope& scope) {
  const std::string full =
      state_name(alarm.state) + ": \"" + alarm.name + "\" in " + region_name(scope.region);
  std::string subject;
  bool is_in_run = false;
  for (const char c : full) {
    const bool is_ascii = c >= ' ' && c <= '~';
    if (is_ascii || !is_in_run) subject += is_ascii ? c : '_';
    is_in_run = !is_ascii;
  }
  if (subject.size() > kSubjectLengthMax) {
    subject.resize(kSubjectLengthMax - 3);
    subject += "...";
  }
  return subject;
}

Json notification_message(const Alarm& alarm, AlarmState old_state, const Scope& scope) {
  Json message{{"AlarmName", alarm.name},
               {"AlarmDescription", alarm.description ? Json(*alarm.description) : Json()},
               {"AWSAccountId", scope.account}};
  if (!alarm.composite) {
    message["AlarmConfigurationUpdatedTimestamp"] =
        to_cloudwatch_time(alarm.configuration_updated_at);
  }
  message["NewStateValue"] = state_name(alarm.state);
  message["NewStateReason"] = alarm.state_reason;
  message["StateChangeTime"] = to_cloudwatch_time(alarm.state_updated_at);
  message["Region"] = region_name(scope.region);
  message["AlarmArn"] = alarm.arn;
  message["OldStateValue"] = state_name(old_state);
  message["OKActions"] = alarm.ok_actions;
  message["AlarmActions"] = alarm.alarm_actions;
  message["InsufficientDataActions"] = alarm.insufficient_data_actions;
  if (alarm.composite) {
    add_rule(message, *alarm.composite);
    return message;
  }
  message["ActionExecutedAfterMuteWindow"] = false;
  message["Trigger"] = trigger_json(alarm);
  return message;
}

std::string notification_mail(const Alarm& alarm, AlarmState old_state, const Scope& scope) {
  const std::string region = region_name(scope.region);
  const std::string state = state_name(alarm.state);
  const std::string changed_at = long_time(alarm.state_updated_at);
  return "You are receiving this email because your Amazon CloudWatch Alarm \"" + alarm.name +
         "\" in the " + region + " region has entered the " + state + " state, because \"" +
         alarm.state_reason + "\" at \"" + changed_at + "\".\n\n" +
         "View this alarm in the AWS Management Console:\nhttps://" + scope.region +
         ".console.aws.amazon.com/cloudwatch/deeplink.js?region=" + scope.region +
         "#alarmsV2:alarm/" + percent_encode(alarm.name) + "\n\nAlarm Details:\n" +
         details_line("- Name:", alarm.name) +
         details_line("- Description:", alarm.description.value_or("")) +
         details_line("- State Change:", state_name(old_state) + " -> " + state) +
         details_line("- Reason for State Change:", alarm.state_reason) +
         details_line("- Timestamp:", changed_at) + details_line("- AWS Account:", scope.account) +
         details_line("- Alarm Arn:", alarm.arn) + '\n' +
         (alarm.composite ? "Alarm Rule:\n- " + alarm.composite->rule + '\n'
                          : threshold_section(alarm) + '\n' + metric_section(alarm)) +
         "\n\nState Change Actions:\n" + actions_line("- OK:", alarm.ok_actions) +
         actions_line("- ALARM:", alarm.alarm_actions) +
         actions_line("- INSUFFICIENT_DATA:", alarm.insufficient_data_actions);
}

}  // namespace keytrail::cloudwatch
