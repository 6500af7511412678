#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/math/query_set.h"
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

struct Series {
  std::string id;
  std::string label;
  std::vector<std::pair<Instant, double>> points;
  Json messages = Json::array();
};

Result<QuerySet> queries_of(const Context& context, const Json& given) {
  if (given.size() > kQueriesMax) return collection_too_large("MetricDataQueries", kQueriesMax);
  std::vector<MetricQuery> queries;
  for (const Json& one : given) {
    const std::string name = "MetricDataQueries.member." + std::to_string(queries.size() + 1);
    KT_TRY(MetricQuery query, metric_query_of(one, name, context.account()));
    queries.push_back(std::move(query));
  }
  return QuerySet::make(std::move(queries));
}

// The metric's name, and what tells this query from others on the same metric.
std::string default_label(const MetricQuery& query, const std::vector<MetricQuery>& all) {
  bool is_stat_different = false;
  bool is_period_different = false;
  for (const MetricQuery& other : all) {
    const bool is_shown = other.expression.empty() && other.returns_data;
    if (!is_shown || other.metric != query.metric) continue;
    is_stat_different |= other.stat != query.stat;
    is_period_different |= other.period != query.period;
  }
  std::string label = query.metric.name;
  if (is_stat_different) label += ' ' + query.stat;
  if (is_period_different) label += ' ' + std::to_string(query.period / std::chrono::seconds(1));
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

// Reads the metrics of one call, and keeps what there is to say about them.
class MetricReader {
 public:
  MetricReader(Context& context, Instant start, Instant end, const QuerySet& set)
      : context_(context), start_(start), end_(end), set_(set) {}

  Grid grid(Duration period) const {
    return {rounded_start(start_, period, context_.now), end_, period};
  }

  TimeSeries read(const MetricQuery& query) {
    BucketQuery buckets;
    const Grid of_query = grid(query.period);
    buckets.metric = metric_id(context_.scope(), query.metric);
    buckets.period = query.period;
    buckets.from = of_query.from;
    buckets.until = of_query.until;
    buckets.unit = query.unit;
    buckets.units = Units::Split;
    const Buckets by_unit = read_buckets(context_.store, buckets);

    TimeSeries series{query.label.value_or(default_label(query, set_.queries())), of_query, {}};
    if (by_unit.empty()) return series;
    if (by_unit.size() > 1) messages_[query.id].push_back(multiple_units_message(by_unit));
    const Instant oldest = visible_from(query.period, context_.now);
    const Statistic statistic = *find_statistic(query.stat);
    for (const auto& [at, aggregate] : by_unit.at(preferred_unit(by_unit))) {
      const std::optional<double> value = aggregate.value(statistic);
      if (value && at >= oldest) series.points.emplace(at, *value);
    }
    return series;
  }

  Json messages(const std::string& id) const {
    const auto found = messages_.find(id);
    return found == messages_.end() ? Json::array() : found->second;
  }

 private:
  Context& context_;
  Instant start_;
  Instant end_;
  const QuerySet& set_;
  std::map<std::string, Json> messages_;
};

// What one query gives: a series, or several when an expression's value is an array.
std::vector<Series> results_of(const MetricQuery& query, const Value& value, Json messages) {
  const auto as_result = [&](const TimeSeries& series, std::string label) {
    return Series{
        query.id, std::move(label), {series.points.begin(), series.points.end()}, messages};
  };
  if (const auto* series = std::get_if<TimeSeries>(&value)) {
    return {as_result(*series,
                      query.expression.empty() ? series->label : query.label.value_or(query.id))};
  }
  std::vector<Series> results;
  for (const TimeSeries& series : std::get<SeriesList>(value)) {
    results.push_back(as_result(series, query.label.value_or(query.id) + ' ' + series.label));
  }
  return results;
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
  KT_TRY(const QuerySet set, queries_of(context, *find_member(input, "MetricDataQueries")));
  const Instant start = instant_of(*optional_integer(input, "StartTime"));
  const Instant end = instant_of(*optional_integer(input, "EndTime"));
  if (start >= end) return not_before("StartTime", "EndTime");
  KT_TRY(const Page page, page_of(input));

  MetricReader reader(context, start, end, set);
  KT_TRY(const QuerySet::Values values,
         set.compute([&](const MetricQuery& query) { return reader.read(query); },
                     reader.grid(std::chrono::minutes(1))));
  std::vector<Series> all;
  const bool is_ascending = string_member(input, "ScanBy") == "TimestampAscending";
  for (const MetricQuery& query : set.queries()) {
    if (!query.returns_data) continue;
    for (Series& series : results_of(query, values.at(query.id), reader.messages(query.id))) {
      if (!is_ascending) std::reverse(series.points.begin(), series.points.end());
      all.push_back(std::move(series));
    }
  }
  return output_of(all, page);
}

}  // namespace keytrail::cloudwatch
