#include "cloudwatch/alarm_evaluator.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_settings.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/metric_watchers.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/reading.h"
#include "cloudwatch/tags.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWeek = 7 * kDay;

// What a single-metric alarm cannot do without (the model calls none of it required, since alarms
// on expressions have none of it).
Result<void> check_required(const Json& input) {
  for (const char* member : {"MetricName", "Namespace", "Period", "EvaluationPeriods", "Threshold",
                             "ComparisonOperator"}) {
    if (!find_member(input, member)) {
      return validation_exception("The parameter " + std::string(member) + " is required.");
    }
  }
  return {};
}

Result<void> check_statistic(const Json& input) {
  const auto extended = optional_string(input, "ExtendedStatistic");
  const bool has_plain = find_member(input, "Statistic");
  if (has_plain && extended) {
    return validation_exception("Statistic and ExtendedStatistic cannot both be set.");
  }
  if (!has_plain && !extended) {
    return validation_exception("Either Statistic or ExtendedStatistic must be set.");
  }
  if (find_member(input, "EvaluateLowSampleCountPercentile")) {
    const std::string choice = string_member(input, "EvaluateLowSampleCountPercentile");
    if (!extended || (choice != "evaluate" && choice != "ignore")) {
      return validation_exception("Invalid use of EvaluateLowSampleCountPercentile: " + choice);
    }
  }
  if (!extended) return {};
  const bool is_percentile = find_statistic(*extended) && extended->starts_with('p');
  if (is_percentile) return {};
  if (is_trimmed_statistic(*extended)) {
    return not_implemented("cloudwatch PutMetricAlarm ExtendedStatistic " + *extended);
  }
  return validation_exception("The value " + *extended +
                              " for parameter ExtendedStatistic is not supported.");
}

Result<void> check_periods(const Json& input) {
  const std::int64_t period = *optional_integer(input, "Period");
  const std::int64_t periods = *optional_integer(input, "EvaluationPeriods");
  if (period != 10 && period != 20 && period != 30 && period % 60 != 0) {
    return validation_exception("Period must be 10, 20, 30 or a multiple of 60");
  }
  // Divided, not multiplied: both may be as large as an integer.
  if (period < 3600 && periods > kDay / period) {
    return validation_exception(
        "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= "
        "86400) for alarms using period < 3600");
  }
  if (periods > kWeek / period) {
    return validation_exception(
        "Metrics cannot be checked across more than a week (EvaluationPeriods * Period must be <= "
        "604800) for alarms using period >= 3600");
  }
  if (optional_integer(input, "DatapointsToAlarm").value_or(1) > periods) {
    return validation_exception(
        "DatapointsToAlarm must be less than or equal to EvaluationPeriods");
  }
  return {};
}

Result<void> check_comparison(const Json& input) {
  const std::string comparison = string_member(input, "ComparisonOperator");
  if (!find_comparison(comparison)) {
    return not_implemented("cloudwatch PutMetricAlarm ComparisonOperator " + comparison);
  }
  const auto missing_data = optional_string(input, "TreatMissingData");
  if (missing_data && !find_missing_data(*missing_data)) {
    return validation_exception("The value " + *missing_data +
                                " for parameter TreatMissingData is not supported.");
  }
  return {};
}

// Replaces the whole configuration; state and tags stay.
void configure(Alarm& alarm, const Json& input, Instant now) {
  configure_actions(alarm, input, now);
  alarm.metric = metric_key_of(input);
  alarm.dimensions = dimensions_of(input);
  alarm.statistic = optional_string(input, "Statistic");
  alarm.extended_statistic = optional_string(input, "ExtendedStatistic");
  alarm.period = std::chrono::seconds(*optional_integer(input, "Period"));
  alarm.unit = optional_string(input, "Unit");
  alarm.evaluation_periods = static_cast<int>(*optional_integer(input, "EvaluationPeriods"));
  alarm.datapoints_to_alarm.reset();
  if (const auto datapoints = optional_integer(input, "DatapointsToAlarm")) {
    alarm.datapoints_to_alarm = static_cast<int>(*datapoints);
  }
  alarm.threshold = *optional_double(input, "Threshold");
  alarm.comparison_operator = string_member(input, "ComparisonOperator");
  alarm.treat_missing_data = optional_string(input, "TreatMissingData");
  alarm.low_sample_count_percentile = optional_string(input, "EvaluateLowSampleCountPercentile");
}

}  // namespace

Result<Json> put_metric_alarm(State& state, Context& context, const Json& input) {
  KT_TRY_VOID(check_required(input));
  KT_TRY_VOID(check_statistic(input));
  KT_TRY_VOID(check_periods(input));
  KT_TRY_VOID(check_comparison(input));
  KT_TRY_VOID(check_actions(context, input));
  KT_TRY(std::vector<Tag> tags,
         tags_with({}, find_member(input, "Tags") ? input["Tags"] : Json::array()));

  const std::string name = string_member(input, "AlarmName");
  const std::string id = context.scope().id(name);
  const Alarm* known = state.alarms.find(id);
  if (known && known->composite) return is_of_other_type(name);
  Alarm* alarm = state.alarms.edit(id);
  const bool is_new = alarm == nullptr;
  if (is_new) {
    alarm = &state.alarms.put(id, new_alarm(context, name));
    alarm->tags = std::move(tags);  // Ignored on an update (PutMetricAlarm, Tags).
  } else {
    remove_watcher(state, context.scope(), *alarm);
  }
  configure(*alarm, input, context.now);
  add_watcher(state, context.scope(), *alarm);
  watch_alarm(context, id, *alarm);
  record_configuration(context, *alarm,
                       is_new ? ConfigurationChange::Create : ConfigurationChange::Update);
  return Json();
}

}  // namespace keytrail::cloudwatch
