#include "cloudwatch/alarm_evaluator.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_settings.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/math/query_set.h"
#include "cloudwatch/metric_watchers.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/reading.h"
#include "cloudwatch/tags.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kDay = 86'400;
constexpr std::int64_t kWeek = 7 * kDay;

// The members that say which one metric is watched.
constexpr const char* kMetricMembers[] = {"MetricName", "Namespace", "Dimensions",       "Period",
                                          "Unit",       "Statistic", "ExtendedStatistic"};

// The model calls none of these required.
Result<void> check_required(const Json& input) {
  std::vector<const char*> required{"EvaluationPeriods", "Threshold", "ComparisonOperator"};
  if (!find_member(input, "Metrics")) {
    required.insert(required.begin(), {"MetricName", "Namespace", "Period"});
  }
  for (const char* member : required) {
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
  if (!has_plain && !extended && !find_member(input, "Metrics")) {
    return validation_exception("Either Statistic or ExtendedStatistic must be set.");
  }
  const auto statistic = extended ? find_statistic(*extended) : std::nullopt;
  if (extended && (!statistic || !statistic->is_extended())) {
    return validation_exception("The value " + *extended +
                                " for parameter ExtendedStatistic is not supported.");
  }
  if (find_member(input, "EvaluateLowSampleCountPercentile")) {
    const std::string choice = string_member(input, "EvaluateLowSampleCountPercentile");
    const bool is_percentile = statistic && statistic->kind == Statistic::Kind::Percentile;
    if (!is_percentile || (choice != "evaluate" && choice != "ignore")) {
      return validation_exception("Invalid use of EvaluateLowSampleCountPercentile: " + choice);
    }
  }
  return {};
}

Result<void> check_periods(const Json& input, std::int64_t period) {
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

constexpr std::size_t kMetricsMax = 10;
constexpr std::size_t kExpressionsMax = 10;

ApiError wrong_count(const std::string& what, std::size_t max) {
  return validation_exception("Metrics list cannot have more than " + std::to_string(max) + ' ' +
                              what + '.');
}

Result<void> check_counts(const std::vector<MetricQuery>& queries) {
  std::size_t metrics = 0;
  std::size_t returned = 0;
  for (const MetricQuery& query : queries) {
    metrics += query.expression.empty();
    returned += query.returns_data;
  }
  if (metrics > kMetricsMax) return wrong_count("MetricStat elements", kMetricsMax);
  if (queries.size() - metrics > kExpressionsMax) {
    return wrong_count("Expression elements", kExpressionsMax);
  }
  if (returned != 1) {
    return validation_exception("Exactly one element of the metrics list should return data.");
  }
  return {};
}

// The watched query's value without any data: of the kind that it will be with data.
Result<void> check_is_series(const QuerySet& set) {
  const auto nothing = [](const MetricQuery& query) {
    return TimeSeries{"", {Instant(), Instant(), query.period}, {}};
  };
  KT_TRY(const QuerySet::Values values, set.compute(nothing, Grid()));
  for (const MetricQuery& query : set.queries()) {
    if (query.returns_data && !std::holds_alternative<TimeSeries>(values.at(query.id))) {
      return validation_exception("Error in expression '" + query.id +
                                  "': The result must be a single time series.");
    }
  }
  return {};
}

// All metrics of an alarm have one period, which is the alarm's.
Result<Duration> common_period(const std::vector<MetricQuery>& queries) {
  Duration period{0};
  for (const MetricQuery& query : queries) {
    if (query.period == Duration(0)) continue;
    if (period != Duration(0) && query.period != period) {
      return validation_exception("All metrics of the metrics list must have the same period.");
    }
    period = query.period;
  }
  if (period == Duration(0)) {
    return validation_exception("A metrics list without any metric must have a Period.");
  }
  return period;
}

struct Watched {
  std::vector<MetricQuery> queries;  // Empty: the one metric of the input's own members.
  Duration period{0};
};

Result<Watched> watched_in(const Context& context, const Json& input) {
  const Json* metrics = find_member(input, "Metrics");
  if (!metrics) return Watched{{}, std::chrono::seconds(*optional_integer(input, "Period"))};
  for (const char* member : kMetricMembers) {
    if (find_member(input, member)) {
      return validation_exception("Metrics list and " + std::string(member) +
                                  " cannot be specified together.");
    }
  }
  Watched watched;
  for (const Json& one : *metrics) {
    const std::string name = "Metrics.member." + std::to_string(watched.queries.size() + 1);
    KT_TRY(MetricQuery query, metric_query_of(one, name, context.account()));
    watched.queries.push_back(std::move(query));
  }
  KT_TRY_VOID(check_counts(watched.queries));
  KT_TRY(const QuerySet set, QuerySet::make(watched.queries));
  KT_TRY_VOID(check_is_series(set));
  KT_TRY(watched.period, common_period(watched.queries));
  return watched;
}

// Replaces the whole configuration; state and tags stay.
void configure(Alarm& alarm, const Json& input, Watched watched, Instant now) {
  configure_actions(alarm, input, now);
  alarm.queries = std::move(watched.queries);
  alarm.period = watched.period;
  alarm.metric = metric_key_of(input);
  alarm.dimensions = dimensions_of(input);
  alarm.statistic = optional_string(input, "Statistic");
  alarm.extended_statistic = optional_string(input, "ExtendedStatistic");
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
  KT_TRY(Watched watched, watched_in(context, input));
  KT_TRY_VOID(check_periods(input, watched.period / std::chrono::seconds(1)));
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
  configure(*alarm, input, std::move(watched), context.now);
  add_watcher(state, context.scope(), *alarm);
  watch_alarm(context, id, *alarm);
  record_configuration(context, *alarm,
                       is_new ? ConfigurationChange::Create : ConfigurationChange::Update);
  return Json();
}

}  // namespace keytrail::cloudwatch
