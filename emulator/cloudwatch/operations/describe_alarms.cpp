#include <algorithm>
#include <set>

#include "cloudwatch/alarm_json.h"
#include "cloudwatch/alarm_names.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/composite_rule.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/paging.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kAlarmsPerPageDefault = 50;

enum class Relation { None, Child, Parent };

struct Filter {
  Relation relation = Relation::None;  // Relatives show little of themselves.
  bool is_for_metric_alarms = true;
  bool is_for_composite_alarms = false;  // Only when asked for.
  std::optional<std::set<std::string>> names;
  std::string name_prefix;
  std::string action_prefix;
  std::optional<AlarmState> state;

  bool takes(const Alarm& alarm) const {
    const bool is_wanted_type = alarm.composite ? is_for_composite_alarms : is_for_metric_alarms;
    return is_wanted_type && (!names || names->contains(alarm.name)) &&
           alarm.name.starts_with(name_prefix) && (!state || alarm.state == *state) &&
           (action_prefix.empty() || has_action(alarm));
  }

 private:
  bool has_action(const Alarm& alarm) const {
    for (const auto* actions :
         {&alarm.ok_actions, &alarm.alarm_actions, &alarm.insufficient_data_actions}) {
      if (std::any_of(actions->begin(), actions->end(), [&](const std::string& action) {
            return action.starts_with(action_prefix);
          })) {
        return true;
      }
    }
    return false;
  }
};

Filter filter_of(const Json& input) {
  Filter filter;
  if (const Json* types = find_member(input, "AlarmTypes"); types && !types->empty()) {
    const auto has = [&](const Json& type) {
      return std::find(types->begin(), types->end(), type) != types->end();
    };
    filter.is_for_metric_alarms = has("MetricAlarm");
    filter.is_for_composite_alarms = has("CompositeAlarm");
  }
  if (const Json* names = find_member(input, "AlarmNames"); names && !names->empty()) {
    filter.names = names->get<std::set<std::string>>();
  }
  filter.name_prefix = string_member(input, "AlarmNamePrefix");
  filter.action_prefix = string_member(input, "ActionPrefix");
  if (const auto state = optional_string(input, "StateValue")) filter.state = state_of(*state);
  return filter;
}

std::set<std::string> child_names(const Scope& scope, const Alarm& composite) {
  std::set<std::string> names;
  const Result<CompositeRule> rule = CompositeRule::parse(composite.composite->rule);
  KT_ASSERT(rule.ok());  // PutCompositeAlarm takes no other.
  for (const std::string& reference : rule.value().children()) {
    if (auto name = referred_name(scope, reference)) names.insert(std::move(*name));
  }
  return names;
}

// The alarms in the rule of one alarm, or those whose rules have it.
Result<Filter> relatives_of(const State& state, const Scope& scope, const Json& input) {
  const bool is_for_children = find_member(input, "ChildrenOfAlarmName");
  const char* member = is_for_children ? "ChildrenOfAlarmName" : "ParentsOfAlarmName";
  for (const auto& [name, value] : input.items()) {
    if (name == member || name == "MaxRecords" || name == "NextToken") continue;
    return validation_exception(std::string(member) +
                                " can be combined with MaxRecords and NextToken only.");
  }
  Filter filter;
  filter.relation = is_for_children ? Relation::Child : Relation::Parent;
  filter.is_for_composite_alarms = true;
  filter.names.emplace();
  const Alarm* alarm = state.alarms.find(scope.id(string_member(input, member)));
  if (!alarm) return filter;
  if (!is_for_children) {
    filter.names = alarm->parents;
  } else if (alarm->composite) {
    filter.names = child_names(scope, *alarm);
  }
  return filter;
}

Json shown(const Alarm& alarm, Relation relation) {
  if (relation == Relation::None) {
    return alarm.composite ? composite_alarm_json(alarm) : metric_alarm_json(alarm);
  }
  Json json{{"AlarmName", alarm.name}, {"AlarmArn", alarm.arn}};
  if (relation == Relation::Parent) return json;
  json["StateValue"] = state_name(alarm.state);
  json["StateUpdatedTimestamp"] = millis_of(alarm.state_updated_at);
  return json;
}

Result<Filter> require_filter(const State& state, const Scope& scope, const Json& input) {
  if (find_member(input, "ChildrenOfAlarmName") || find_member(input, "ParentsOfAlarmName")) {
    return relatives_of(state, scope, input);
  }
  return filter_of(input);
}

}  // namespace

Result<Json> describe_alarms(State& state, Context& context, const Json& input) {
  KT_TRY(const Filter filter, require_filter(state, context.scope(), input));
  if (filter.names && !filter.name_prefix.empty()) {
    return mutually_exclusive("AlarmNames", "AlarmNamePrefix");
  }
  KT_TRY(const std::optional<std::string> after, page_position(input));
  const auto page_size = static_cast<std::size_t>(
      optional_integer(input, "MaxRecords").value_or(kAlarmsPerPageDefault));

  Json metric_alarms = Json::array();
  Json composite_alarms = Json::array();
  std::string last;
  bool is_more = false;
  state.alarms.each(context.scope().id(filter.name_prefix), [&](const std::string&,
                                                                const Alarm& alarm) {
    if ((after && alarm.name <= *after) || !filter.takes(alarm)) return true;
    is_more = metric_alarms.size() + composite_alarms.size() == page_size;
    if (is_more) return false;
    (alarm.composite ? composite_alarms : metric_alarms).push_back(shown(alarm, filter.relation));
    last = alarm.name;
    return true;
  });
  Json output{{"CompositeAlarms", std::move(composite_alarms)},
              {"MetricAlarms", std::move(metric_alarms)}};
  if (is_more) output["NextToken"] = make_token(last);
  return output;
}

Result<Json> describe_alarms_for_metric(State& state, Context& context, const Json& input) {
  const auto statistic = optional_string(input, "Statistic");
  const auto extended_statistic = optional_string(input, "ExtendedStatistic");
  const auto period = optional_integer(input, "Period");
  const auto unit = optional_string(input, "Unit");
  Json alarms = Json::array();
  const Metric* metric = state.metrics.find(metric_id(context.scope(), metric_key_of(input)));
  if (!metric) return Json{{"MetricAlarms", std::move(alarms)}};
  for (const std::string& name : metric->alarms) {
    const Alarm& alarm = *state.alarms.find(context.scope().id(name));
    const bool is_wanted =
        (!statistic || alarm.statistic == statistic) &&
        (!extended_statistic || alarm.extended_statistic == extended_statistic) &&
        (!period || alarm.period == std::chrono::seconds(*period)) && (!unit || alarm.unit == unit);
    if (is_wanted) alarms.push_back(metric_alarm_json(alarm));
  }
  return Json{{"MetricAlarms", std::move(alarms)}};
}

}  // namespace keytrail::cloudwatch
