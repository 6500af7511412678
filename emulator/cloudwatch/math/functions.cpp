#include "cloudwatch/math/functions.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numeric>

namespace keytrail::cloudwatch {
namespace {

constexpr double kNoNumber = std::numeric_limits<double>::quiet_NaN();

double seconds_between(Instant from, Instant to) {
  return static_cast<double>((to - from).count()) / 1000;
}

// ---- one series to one series; of an array, each ----

Result<Value> each_series(const MathCall& call,
                          const std::function<TimeSeries(const TimeSeries&)>& with) {
  const Value& argument = call.arguments[0];
  if (const auto* series = std::get_if<TimeSeries>(&argument)) return Value(with(*series));
  const auto* list = std::get_if<SeriesList>(&argument);
  if (!list) return wrong_argument(call, 0, "a time series");
  SeriesList results;
  std::transform(list->begin(), list->end(), std::back_inserter(results), with);
  return Value(std::move(results));
}

template <double (*compute_point)(double)>
Result<Value> each_point(const MathCall& call) {
  if (const auto* scalar = std::get_if<double>(&call.arguments[0])) {
    return Value(compute_point(*scalar));
  }
  return each_series(call, [](const TimeSeries& series) { return mapped(series, compute_point); });
}

double absolute(double value) { return std::abs(value); }
double rounded_up(double value) { return std::ceil(value); }
double rounded_down(double value) { return std::floor(value); }
double natural_logarithm(double value) { return std::log(value); }
double common_logarithm(double value) { return std::log10(value); }

// From each datapoint and the one before it, however far back that lies.
template <double (*compute_step)(double change, double elapsed)>
Result<Value> each_step(const MathCall& call) {
  return each_series(call, [](const TimeSeries& series) {
    TimeSeries result{series.label, series.grid, {}};
    for (auto next = series.points.begin(); next != series.points.end(); ++next) {
      if (next == series.points.begin()) continue;
      const auto before = std::prev(next);
      result.points[next->first] =
          compute_step(next->second - before->second, seconds_between(before->first, next->first));
    }
    return result;
  });
}

double rate(double change, double elapsed) { return change / elapsed; }
double difference(double change, double) { return change; }
double time_difference(double, double elapsed) { return elapsed; }

Result<Value> running_sum(const MathCall& call) {
  return each_series(call, [](const TimeSeries& series) {
    double sum = 0;
    return mapped(series, [&](double value) { return sum += value; });
  });
}

// ---- calendar functions: a value for every instant, with or without a datapoint ----

std::chrono::year_month_day date_of(Instant at) {
  return std::chrono::year_month_day(std::chrono::floor<std::chrono::days>(at));
}
Duration time_of_day(Instant at) { return at - std::chrono::floor<std::chrono::days>(at); }

double minute_of(Instant at) {
  return static_cast<double>(time_of_day(at) / std::chrono::minutes(1) % 60);
}
double hour_of(Instant at) { return static_cast<double>(time_of_day(at) / std::chrono::hours(1)); }
// Monday is 1, Sunday 7.
double day_of_week(Instant at) {
  return std::chrono::weekday(std::chrono::floor<std::chrono::days>(at)).iso_encoding();
}
double day_of_month(Instant at) { return unsigned(date_of(at).day()); }
double month_of(Instant at) { return unsigned(date_of(at).month()); }
double year_of(Instant at) { return int(date_of(at).year()); }
double epoch_of(Instant at) { return seconds_between(Instant(), at); }

template <double (*read_instant)(Instant)>
Result<Value> calendar(const MathCall& call) {
  return each_series(call, [](const TimeSeries& series) {
    return series_of(series.label, series.grid, read_instant);
  });
}

// ---- many numbers to one ----

using Numbers = std::vector<double>;

double sum_of(const Numbers& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}
double average_of(const Numbers& numbers) {
  return sum_of(numbers) / static_cast<double>(numbers.size());
}
double minimum_of(const Numbers& numbers) {
  return *std::min_element(numbers.begin(), numbers.end());
}
double maximum_of(const Numbers& numbers) {
  return *std::max_element(numbers.begin(), numbers.end());
}
double deviation_of(const Numbers& numbers) {
  const double average = average_of(numbers);
  double squares = 0;
  for (const double number : numbers) squares += (number - average) * (number - average);
  return std::sqrt(squares / static_cast<double>(numbers.size()));
}

using Fold = double (*)(const Numbers&);
// Whether a series of an array that has no datapoint counts as one of 0.
enum class Missing { Left, Zero };

double fold_series(const TimeSeries& series, Fold fold) {
  Numbers numbers;
  for (const auto& [at, value] : series.points) numbers.push_back(value);
  return numbers.empty() ? kNoNumber : fold(numbers);
}

TimeSeries fold_array(const SeriesList& list, Fold fold, Missing missing) {
  std::map<Instant, Numbers> columns;
  for (const TimeSeries& series : list) {
    for (const auto& [at, value] : series.points) columns[at].push_back(value);
  }
  TimeSeries result;
  for (const TimeSeries& series : list) {
    if (series.grid.period >= result.grid.period || result.grid.from == Instant()) {
      result.grid = series.grid;
    }
  }
  for (auto& [at, numbers] : columns) {
    if (missing == Missing::Zero) numbers.resize(list.size());
    result.points[at] = fold(numbers);
  }
  return result;
}

template <double (*fold)(const Numbers&), Missing missing>
Result<Value> aggregate(const MathCall& call) {
  const Value& argument = call.arguments[0];
  if (const auto* series = std::get_if<TimeSeries>(&argument)) {
    return Value(fold_series(*series, fold));
  }
  if (const auto* list = std::get_if<SeriesList>(&argument)) {
    return Value(fold_array(*list, fold, missing));
  }
  return wrong_argument(call, 0, "a time series or an array of them");
}

Result<Value> datapoint_count(const MathCall& call) {
  if (const auto* series = std::get_if<TimeSeries>(&call.arguments[0])) {
    return Value(static_cast<double>(series->points.size()));
  }
  return each_series(call, [](const TimeSeries& series) {
    TimeSeries counts = spread(static_cast<double>(series.points.size()), series.grid);
    counts.label = series.label;
    return counts;
  });
}

Result<Value> period_of(const MathCall& call) {
  const auto* series = std::get_if<TimeSeries>(&call.arguments[0]);
  if (!series) return wrong_argument(call, 0, "a time series");
  return Value(static_cast<double>(series->grid.period.count()) / 1000);
}

Result<Value> time_series(const MathCall& call) {
  const auto* scalar = std::get_if<double>(&call.arguments[0]);
  if (!scalar) return wrong_argument(call, 0, "a number");
  return Value(spread(*scalar, call.grid));
}

// ---- FILL and IF ----

double filled_linearly(const TimeSeries& series, Instant at) {
  const auto after = series.points.lower_bound(at);
  if (after == series.points.end() || after == series.points.begin()) return kNoNumber;
  const auto before = std::prev(after);
  const double part =
      seconds_between(before->first, at) / seconds_between(before->first, after->first);
  return before->second + part * (after->second - before->second);
}

double filled_by_repeating(const TimeSeries& series, Instant at) {
  const auto after = series.points.lower_bound(at);
  return after == series.points.begin() ? kNoNumber : std::prev(after)->second;
}

double value_at(const Value& value, Instant at) {
  if (const auto* scalar = std::get_if<double>(&value)) return *scalar;
  const auto& points = std::get<TimeSeries>(value).points;
  const auto found = points.find(at);
  return found == points.end() ? kNoNumber : found->second;
}

bool is_single(const Value& value) {
  return std::holds_alternative<double>(value) || std::holds_alternative<TimeSeries>(value);
}

Result<Value> fill(const MathCall& call) {
  const Value& filler = call.arguments[1];
  const auto* word = std::get_if<std::string>(&filler);
  if (word ? *word != "REPEAT" && *word != "LINEAR" : !is_single(filler)) {
    return wrong_argument(call, 1, "a number, a time series, REPEAT or LINEAR");
  }
  return each_series(call, [&](const TimeSeries& series) {
    return series_of(series.label, series.grid, [&](Instant at) {
      const auto found = series.points.find(at);
      if (found != series.points.end()) return found->second;
      if (!word) return value_at(filler, at);
      return *word == "REPEAT" ? filled_by_repeating(series, at) : filled_linearly(series, at);
    });
  });
}

Result<Value> choose(const MathCall& call) {
  const std::vector<Value>& arguments = call.arguments;
  const TimeSeries* series = nullptr;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (!is_single(arguments[i])) return wrong_argument(call, i, "a number or a time series");
    if (!series) series = std::get_if<TimeSeries>(&arguments[i]);
  }
  // Without a third argument there is no datapoint where the condition does not hold.
  const Value otherwise = arguments.size() > 2 ? arguments[2] : Value(kNoNumber);
  if (const auto* condition = std::get_if<double>(&arguments[0])) {
    return *condition != 0 ? arguments[1] : otherwise;
  }
  return Value(series_of(series->label, series->grid, [&](Instant at) {
    const double condition = value_at(arguments[0], at);
    if (std::isnan(condition)) return kNoNumber;
    return value_at(condition != 0 ? arguments[1] : otherwise, at);
  }));
}

// ---- arrays ----

Result<const SeriesList*> require_array(const MathCall& call) {
  const auto* list = std::get_if<SeriesList>(&call.arguments[0]);
  if (!list) return wrong_argument(call, 0, "an array of time series");
  return list;
}

Result<Value> first_series(const MathCall& call) {
  KT_TRY(const SeriesList* list, require_array(call));
  return Value(list->empty() ? TimeSeries{"", call.grid, {}} : list->front());
}

Result<Value> last_series(const MathCall& call) {
  KT_TRY(const SeriesList* list, require_array(call));
  return Value(list->empty() ? TimeSeries{"", call.grid, {}} : list->back());
}

Result<Value> remove_empty(const MathCall& call) {
  KT_TRY(const SeriesList* list, require_array(call));
  SeriesList kept;
  std::copy_if(list->begin(), list->end(), std::back_inserter(kept),
               [](const TimeSeries& series) { return !series.points.empty(); });
  return Value(std::move(kept));
}

// A count or place among `size` series; what lies beyond the end means the end.
Result<std::size_t> place_at(const MathCall& call, std::size_t argument, std::size_t size) {
  const auto* number = std::get_if<double>(&call.arguments[argument]);
  if (!number || *number < 0 || *number != std::floor(*number)) {
    return wrong_argument(call, argument, "a whole number");
  }
  return std::min(size, static_cast<std::size_t>(std::min(*number, 1e9)));
}

Result<Value> slice(const MathCall& call) {
  KT_TRY(const SeriesList* list, require_array(call));
  KT_TRY(const std::size_t begin, place_at(call, 1, list->size()));
  std::size_t end = list->size();
  if (call.arguments.size() > 2) {
    KT_TRY(end, place_at(call, 2, list->size()));
  }
  SeriesList part;
  for (std::size_t i = begin; i < end; ++i) part.push_back((*list)[i]);
  return Value(std::move(part));
}

// SORT(array, AVG|MIN|MAX|SUM, ASC|DESC, how many).
Result<Value> sort(const MathCall& call) {
  KT_TRY(const SeriesList* list, require_array(call));
  const auto word = [&](std::size_t i) {
    const auto* text = std::get_if<std::string>(&call.arguments[i]);
    return text ? *text : std::string();
  };
  const std::string by = word(1);
  const Fold fold = by == "AVG"   ? average_of
                    : by == "MIN" ? minimum_of
                    : by == "MAX" ? maximum_of
                    : by == "SUM" ? sum_of
                                  : static_cast<Fold>(nullptr);
  if (!fold) return wrong_argument(call, 1, "AVG, MIN, MAX or SUM");
  const std::string order = call.arguments.size() > 2 ? word(2) : "ASC";
  if (order != "ASC" && order != "DESC") return wrong_argument(call, 2, "ASC or DESC");
  std::size_t count = list->size();
  if (call.arguments.size() > 3) {
    KT_TRY(count, place_at(call, 3, count));
  }
  // Series without a datapoint come last either way.
  std::vector<std::pair<double, const TimeSeries*>> keyed;
  for (const TimeSeries& series : *list) {
    const double key = fold_series(series, fold);
    keyed.emplace_back(std::isnan(key)  ? std::numeric_limits<double>::infinity()
                       : order == "ASC" ? key
                                        : -key,
                       &series);
  }
  std::stable_sort(keyed.begin(), keyed.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  SeriesList sorted;
  for (std::size_t i = 0; i < count; ++i) sorted.push_back(*keyed[i].second);
  return Value(std::move(sorted));
}

constexpr MathFunction kFunctions[] = {
    {"ABS", 1, 1, each_point<absolute>},
    {"AVG", 1, 1, aggregate<average_of, Missing::Zero>},
    {"CEIL", 1, 1, each_point<rounded_up>},
    {"DATAPOINT_COUNT", 1, 1, datapoint_count},
    {"DATE", 1, 1, calendar<day_of_month>, true},
    {"DAY", 1, 1, calendar<day_of_week>, true},
    {"DIFF", 1, 1, each_step<difference>},
    {"DIFF_TIME", 1, 1, each_step<time_difference>},
    {"EPOCH", 1, 1, calendar<epoch_of>, true},
    {"FILL", 2, 2, fill},
    {"FIRST", 1, 1, first_series},
    {"FLOOR", 1, 1, each_point<rounded_down>},
    {"HOUR", 1, 1, calendar<hour_of>, true},
    {"IF", 2, 3, choose},
    {"LAST", 1, 1, last_series},
    {"LOG", 1, 1, each_point<natural_logarithm>},
    {"LOG10", 1, 1, each_point<common_logarithm>},
    {"MAX", 1, 1, aggregate<maximum_of, Missing::Left>},
    {"MIN", 1, 1, aggregate<minimum_of, Missing::Left>},
    {"MINUTE", 1, 1, calendar<minute_of>, true},
    {"MONTH", 1, 1, calendar<month_of>, true},
    {"PERIOD", 1, 1, period_of},
    {"RATE", 1, 1, each_step<rate>},
    {"REMOVE_EMPTY", 1, 1, remove_empty},
    {"RUNNING_SUM", 1, 1, running_sum},
    {"SLICE", 2, 3, slice},
    {"SORT", 2, 4, sort},
    {"STDDEV", 1, 1, aggregate<deviation_of, Missing::Zero>},
    {"SUM", 1, 1, aggregate<sum_of, Missing::Left>},
    {"TIME_SERIES", 1, 1, time_series},
    {"YEAR", 1, 1, calendar<year_of>, true},
};

constexpr std::string_view kForeignFunctions[] = {
    "ANOMALY_DETECTION_BAND", "DB_PERF_INSIGHTS", "INSIGHT_RULE_METRIC", "LAMBDA", "SEARCH",
    "SERVICE_QUOTA"};

}  // namespace

const MathFunction* find_math_function(std::string_view name) {
  const auto found = std::find_if(std::begin(kFunctions), std::end(kFunctions),
                                  [&](const MathFunction& row) { return row.name == name; });
  return found == std::end(kFunctions) ? nullptr : found;
}

bool is_foreign_math_function(std::string_view name) {
  return std::find(std::begin(kForeignFunctions), std::end(kForeignFunctions), name) !=
         std::end(kForeignFunctions);
}

ApiError wrong_argument(const MathCall& call, std::size_t place, std::string_view wanted) {
  return validation_exception("Argument " + std::to_string(place + 1) + " of " +
                              std::string(call.function) + " must be " + std::string(wanted) + ".");
}

}  // namespace keytrail::cloudwatch
