#include "cloudwatch/errors.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/reading.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::int64_t kDatapointsPerReply = 1440;

using NamedStatistics = std::vector<std::pair<std::string, Statistic>>;

Result<NamedStatistics> statistics_of(const Json& input, const std::string& member) {
  NamedStatistics statistics;
  if (const Json* given = find_member(input, member)) {
    for (const Json& name : *given) {
      const std::string text = name.get<std::string>();
      const std::string parameter = member + ".member." + std::to_string(statistics.size() + 1);
      KT_TRY(const Statistic statistic, require_statistic(text, parameter));
      statistics.emplace_back(text, statistic);
    }
  }
  return statistics;
}

Json datapoint_json(const std::string& unit, Instant at, const Aggregate& aggregate,
                    const NamedStatistics& plain, const NamedStatistics& extended) {
  Json datapoint{{"Timestamp", millis_of(at)}};
  for (const auto& [name, statistic] : plain) datapoint[name] = *aggregate.value(statistic);
  datapoint["Unit"] = unit;
  Json percentiles = Json::object();
  for (const auto& [name, statistic] : extended) {
    if (const auto value = aggregate.value(statistic)) percentiles[name] = *value;
  }
  if (!percentiles.empty()) datapoint["ExtendedStatistics"] = std::move(percentiles);
  return datapoint;
}

}  // namespace

Result<Json> get_metric_statistics(State&, Context& context, const Json& input) {
  const bool has_plain = find_member(input, "Statistics");
  const bool has_extended = find_member(input, "ExtendedStatistics");
  if (!has_plain && !has_extended) return neither_statistics();
  if (has_plain && has_extended) return mutually_exclusive("Statistics", "ExtendedStatistics");
  const std::int64_t seconds = *optional_integer(input, "Period");
  KT_TRY_VOID(check_period(seconds, "Period"));
  KT_TRY(const NamedStatistics plain, statistics_of(input, "Statistics"));
  KT_TRY(const NamedStatistics extended, statistics_of(input, "ExtendedStatistics"));

  BucketQuery query;
  query.period = std::chrono::seconds(seconds);
  query.from = instant_of(*optional_integer(input, "StartTime"));
  query.until = instant_of(*optional_integer(input, "EndTime"));
  if (query.from >= query.until) return not_before("StartTime", "EndTime");
  const std::int64_t requested = (query.until - query.from) / query.period;
  if (requested > kDatapointsPerReply) return too_many_datapoints(requested, kDatapointsPerReply);
  query.from = rounded_start(query.from, query.period, context.now);
  query.metric = metric_id(context.scope(), metric_key_of(input));
  query.unit = optional_string(input, "Unit");
  query.units = Units::Split;

  const Instant oldest = visible_from(query.period, context.now);
  Json datapoints = Json::array();
  for (const auto& [unit, buckets] : read_buckets(context.store, query)) {
    for (const auto& [at, aggregate] : buckets) {
      if (at < oldest) continue;
      datapoints.push_back(datapoint_json(unit, at, aggregate, plain, extended));
    }
  }
  return Json{{"Label", string_member(input, "MetricName")}, {"Datapoints", std::move(datapoints)}};
}

}  // namespace keytrail::cloudwatch
