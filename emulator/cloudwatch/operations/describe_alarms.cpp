#include <algorithm>
#include <set>

#include "cloudwatch/alarm_json.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/paging.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kPageSizeDefault = 50;

struct Filter {
  bool is_for_metric_alarms = true;  // Those are all that keytrail has.
  std::optional<std::set<std::string>> names;
  std::string name_prefix;
  std::string action_prefix;
  std::optional<AlarmState> state;

  bool takes(const Alarm& alarm) const {
    return is_for_metric_alarms && (!names || names->contains(alarm.name)) &&
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
    filter.is_for_metric_alarms =
        std::find(types->begin(), types->end(), Json("MetricAlarm")) != types->end();
  }
  if (const Json* names = find_member(input, "AlarmNames"); names && !names->empty()) {
    filter.names = names->get<std::set<std::string>>();
  }
  filter.name_prefix = string_member(input, "AlarmNamePrefix");
  filter.action_prefix = string_member(input, "ActionPrefix");
  if (const auto state = optional_string(input, "StateValue")) filter.state = state_of(*state);
  return filter;
}

}  // namespace

Result<Json> describe_alarms(State& state, Context& context, const Json& input) {
  const Filter filter = filter_of(input);
  if (filter.names && !filter.name_prefix.empty()) {
    return mutually_exclusive("AlarmNames", "AlarmNamePrefix");
  }
  KT_TRY(const std::optional<std::string> after, page_position(input));
  const auto page_size =
      static_cast<std::size_t>(optional_integer(input, "MaxRecords").value_or(kPageSizeDefault));

  Json alarms = Json::array();
  std::string last;
  bool is_more = false;
  state.alarms.each(context.scope().id(filter.name_prefix),
                    [&](const std::string&, const Alarm& alarm) {
                      if ((after && alarm.name <= *after) || !filter.takes(alarm)) return true;
                      is_more = alarms.size() == page_size;
                      if (is_more) return false;
                      alarms.push_back(metric_alarm_json(alarm));
                      last = alarm.name;
                      return true;
                    });
  Json output{{"CompositeAlarms", Json::array()}, {"MetricAlarms", std::move(alarms)}};
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
