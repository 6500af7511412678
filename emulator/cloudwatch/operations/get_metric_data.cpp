#include <algorithm>
#include <charconv>
#include <set>

#include "cloudwatch/errors.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/paging.h"
#include "cloudwatch/reading.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::size_t kQueriesMax = 500;
constexpr std::int64_t kDatapointsPerPage = 100'800;

// When a metric has several units and the query names none, AWS takes one of them: the first of
// this order that there is, as seen and partly guessed by another project.
constexpr std::string_view kUnitPreference[] = {"Megabits",
                                                "Terabits",
                                                "Gigabits",
                                                "Count",
                                                "Bytes",
                                                "Gigabytes",
                                                "Gigabytes/Second",
                                                "Kilobytes",
                                                "Kilobits/Second",
                                                "Terabytes",
                                                "Terabits/Second",
                                                "Bytes/Second",
                                                "Percent",
                                                "Megabytes",
                                                "Megabits/Second",
                                                "Milliseconds",
                                                "Microseconds",
                                                "Kilobytes/Second",
                                                "Gigabits/Second",
                                                "Megabytes/Second",
                                                "Bits",
                                                "Bits/Second",
                                                "Count/Second",
                                                "Seconds",
                                                "Kilobits",
                                                "Terabytes/Second",
                                                "None"};

struct Query {
  std::string id;
  MetricKey metric;
  std::string stat;
  Statistic statistic;
  std::int64_t period = 0;
  std::optional<std::string> unit;
  std::optional<std::string> label;
};

bool is_query_id(std::string_view id) {
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

struct Series {
  std::string id;
  std::string label;
  std::vector<std::pair<Instant, double>> points;
  Json messages = Json::array();
};

Result<Query> query_of(const Context& context, const Json& given, const std::string& name) {
  if (const std::string id = string_member(given, "Id"); !is_query_id(id)) {
    return validation_exception("The value " + id + " for parameter " + name +
                                ".Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
  }
  const Json* metric_stat = find_member(given, "MetricStat");
  if (find_member(given, "Expression"))
    return not_implemented("cloudwatch GetMetricData Expression");
  if (!metric_stat)
    return validation_exception("The parameter " + name + ".MetricStat is required.");
  // Without an expression the period is the MetricStat's; one beside it has nothing to say.
  if (find_member(given, "Period")) {
    return validation_exception("Period must not be set if MetricStat is set.");
  }
  const std::string account = string_member(given, "AccountId");
  if (!account.empty() && account != context.account()) {
    return not_implemented("cloudwatch GetMetricData AccountId of another account");
  }
  Query query;
  query.id = string_member(given, "Id");
  query.label = optional_string(given, "Label");
  if (query.label && query.label->find("${") != std::string::npos) {
    return not_implemented("cloudwatch GetMetricData dynamic Label");
  }
  query.metric = metric_key_of((*metric_stat)["Metric"]);
  query.stat = string_member(*metric_stat, "Stat");
  KT_TRY(query.statistic, require_statistic(query.stat, name + ".MetricStat.Stat"));
  query.period = *optional_integer(*metric_stat, "Period");
  KT_TRY_VOID(check_period(query.period, name + ".MetricStat.Period"));
  query.unit = optional_string(*metric_stat, "Unit");
  return query;
}

// The queries whose data is asked for.
Result<std::vector<Query>> queries_of(const Context& context, const Json& given) {
  if (given.size() > kQueriesMax) return collection_too_large("MetricDataQueries", kQueriesMax);
  std::vector<Query> queries;
  std::set<std::string> ids;
  for (const Json& one : given) {
    const std::string name = "MetricDataQueries.member." + std::to_string(ids.size() + 1);
    KT_TRY(Query query, query_of(context, one, name));
    if (!ids.insert(query.id).second) {
      return validation_exception(
          "The values for parameter id in MetricDataQueries are not unique.");
    }
    if (optional_bool(one, "ReturnData").value_or(true)) queries.push_back(std::move(query));
  }
  return queries;
}

// The metric's name, and what tells this query from others on the same metric.
std::string default_label(const Query& query, const std::vector<Query>& all) {
  bool is_stat_different = false;
  bool is_period_different = false;
  for (const Query& other : all) {
    if (other.metric != query.metric) continue;
    is_stat_different |= other.stat != query.stat;
    is_period_different |= other.period != query.period;
  }
  std::string label = query.metric.name;
  if (is_stat_different) label += ' ' + query.stat;
  if (is_period_different) label += ' ' + std::to_string(query.period);
  return label;
}

const std::string& preferred_unit(const Buckets& by_unit) {
  const auto rank = [](const std::string& unit) {
    return std::find(std::begin(kUnitPreference), std::end(kUnitPreference), unit) -
           std::begin(kUnitPreference);
  };
  return std::min_element(
             by_unit.begin(), by_unit.end(),
             [&](const auto& a, const auto& b) { return rank(a.first) < rank(b.first); })
      ->first;
}

Json multiple_units_message(const Buckets& by_unit) {
  std::vector<std::string> units;
  for (const auto& [unit, buckets] : by_unit) units.push_back(unit);
  return Json{{"Code", "MultipleUnits"},
              {"Value", "Multiple units returned: '[" + join(units, ", ") + "]'"}};
}

Series read_series(Context& context, const Query& query, Instant start, Instant end,
                   const std::vector<Query>& all) {
  BucketQuery buckets;
  buckets.metric = metric_id(context.scope(), query.metric);
  buckets.period = std::chrono::seconds(query.period);
  buckets.from = rounded_start(start, buckets.period, context.now);
  buckets.until = end;
  buckets.unit = query.unit;
  buckets.units = Units::Split;
  const Buckets by_unit = read_buckets(context.store, buckets);

  Series series{query.id, query.label.value_or(default_label(query, all)), {}};
  if (by_unit.empty()) return series;
  if (by_unit.size() > 1) series.messages.push_back(multiple_units_message(by_unit));
  const Instant oldest = visible_from(buckets.period, context.now);
  for (const auto& [at, aggregate] : by_unit.at(preferred_unit(by_unit))) {
    const std::optional<double> value = aggregate.value(query.statistic);
    if (value && at >= oldest) series.points.emplace_back(at, *value);
  }
  return series;
}

// A page is a window over the points of all series, laid end to end.
struct Page {
  std::int64_t first = 0;
  std::int64_t size = kDatapointsPerPage;
};

Result<Page> page_of(const Json& input) {
  Page page;
  page.size = optional_integer(input, "MaxDatapoints").value_or(kDatapointsPerPage);
  if (page.size < 1 || page.size > kDatapointsPerPage) {
    return validation_exception("MaxDatapoints must be between 1 and " +
                                std::to_string(kDatapointsPerPage) + ".");
  }
  KT_TRY(const std::optional<std::string> position, page_position(input));
  if (!position) return page;
  const char* end = position->data() + position->size();
  const auto [stop, error] = std::from_chars(position->data(), end, page.first);
  if (error != std::errc() || stop != end) return invalid_next_token();
  return page;
}

Json result_json(const Series& series, std::size_t from, std::size_t to) {
  Json timestamps = Json::array();
  Json values = Json::array();
  for (std::size_t i = from; i < to; ++i) {
    timestamps.push_back(millis_of(series.points[i].first));
    values.push_back(series.points[i].second);
  }
  Json result{{"Id", series.id},
              {"Label", series.label},
              {"Timestamps", std::move(timestamps)},
              {"Values", std::move(values)},
              {"StatusCode", to < series.points.size() ? "PartialData" : "Complete"}};
  if (!series.messages.empty()) result["Messages"] = series.messages;
  return result;
}

Json output_of(const std::vector<Series>& all, const Page& page) {
  Json results = Json::array();
  std::int64_t begin = 0;  // Where this series begins in the line of all points.
  const std::int64_t page_end = page.first + page.size;
  for (const Series& series : all) {
    const std::int64_t end = begin + static_cast<std::int64_t>(series.points.size());
    const std::int64_t from = std::clamp(page.first, begin, end);
    const std::int64_t to = std::clamp(page_end, begin, end);
    // A series without points is told once, on the first page.
    const bool is_told_empty = series.points.empty() && page.first == 0;
    if (from < to || is_told_empty) {
      results.push_back(result_json(series, static_cast<std::size_t>(from - begin),
                                    static_cast<std::size_t>(to - begin)));
    }
    begin = end;
  }
  Json output{{"MetricDataResults", std::move(results)}};
  if (page_end < begin) output["NextToken"] = make_token(std::to_string(page_end));
  output["Messages"] = Json::array();
  return output;
}

}  // namespace

Result<Json> get_metric_data(State&, Context& context, const Json& input) {
  KT_TRY(const std::vector<Query> queries,
         queries_of(context, *find_member(input, "MetricDataQueries")));
  const Instant start = instant_of(*optional_integer(input, "StartTime"));
  const Instant end = instant_of(*optional_integer(input, "EndTime"));
  if (start >= end) return not_before("StartTime", "EndTime");
  KT_TRY(const Page page, page_of(input));

  std::vector<Series> all;
  const bool is_ascending = string_member(input, "ScanBy") == "TimestampAscending";
  for (const Query& query : queries) {
    Series series = read_series(context, query, start, end, queries);
    if (!is_ascending) std::reverse(series.points.begin(), series.points.end());
    all.push_back(std::move(series));
  }
  return output_of(all, page);
}

}  // namespace keytrail::cloudwatch
