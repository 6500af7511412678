#include "cloudwatch/service.h"

#include "cloudwatch/action_suppression.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/composite_watch.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {

const std::vector<Operation<State>>& operations() {
  using enum Access;
  // Calls on metrics are data events (CloudWatch guide, "Logging API and console operations with
  // CloudTrail"): by default no trail has them.
  static const std::vector<Operation<State>> rows{
      {"DeleteAlarms", delete_alarms, Write},
      {.name = "DescribeAlarmHistory",
       .handler = describe_alarm_history,
       .access = Read,
       .refused = {{"AlarmContributorId"}}},
      {"DescribeAlarms", describe_alarms, Read},
      {"DescribeAlarmsForMetric", describe_alarms_for_metric, Read},
      {"DisableAlarmActions", disable_alarm_actions, Write},
      {"EnableAlarmActions", enable_alarm_actions, Write},
      {.name = "GetMetricData", .handler = get_metric_data, .access = Read, .plane = Plane::Data},
      {.name = "GetMetricStatistics",
       .handler = get_metric_statistics,
       .access = Read,
       .plane = Plane::Data},
      {.name = "ListMetrics",
       .handler = list_metrics,
       .access = Read,
       .refused = {{"IncludeLinkedAccounts", "false"}, {"OwningAccount"}},
       .plane = Plane::Data},
      {"ListTagsForResource", list_tags_for_resource, Read},
      {"PutCompositeAlarm", put_composite_alarm, Write},
      {.name = "PutMetricAlarm",
       .handler = put_metric_alarm,
       .access = Write,
       .refused = {{"ThresholdMetricId"},
                   {"EvaluationCriteria"},
                   {"EvaluationInterval"},
                   {"EvaluationWindow", R"({"SlidingWindow":{}})"}}},
      {.name = "PutMetricData",
       .handler = put_metric_data,
       .access = Write,
       .refused = {{"EntityMetricData"}, {"StrictEntityValidation", "false"}},
       .plane = Plane::Data},
      {"SetAlarmState", set_alarm_state, Write},
      {"TagResource", tag_resource, Write},
      {"UntagResource", untag_resource, Write},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{
      {kEvaluateAlarmTimer, evaluate_alarm},
      {kEvaluateCompositeTimer, evaluate_composite},
      {kEndSuppressionTimer, end_suppression},
  };
  return rows;
}

void put_metric(State& state, Context& context, const Scope& scope, const MetricValue& value) {
  std::vector<Dimension> dimensions;
  for (const auto& [name, text] : value.dimensions) dimensions.push_back({name, text});
  Datapoints data;
  data.metric = make_metric_key(value.metric_namespace, value.metric_name, std::move(dimensions));
  data.at = value.at;
  data.unit = value.unit;
  data.rows.push_back(single_value(value.value));
  data.source = value.source;
  data.cause = value.cause;
  put_datapoints(state, context, scope, data);
}

}  // namespace keytrail::cloudwatch
