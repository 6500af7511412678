#include "cloudwatch/math/query_set.h"

#include <algorithm>

#include "base/text.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/math/evaluate.h"
#include "cloudwatch/math/functions.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/reading.h"

namespace keytrail::cloudwatch {
namespace {

bool is_query_id(std::string_view id) {
  return !id.empty() && id[0] >= 'a' && id[0] <= 'z' &&
         std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '_';
         });
}

ApiError in_expression(const MetricQuery& query, ApiError error) {
  if (error.status == 501) return error;
  error.message = "Error in expression '" + query.id + "': " + error.message;
  return error;
}

void add_names(const Expression& expression, std::vector<std::string>& names) {
  if (expression.kind == Expression::Kind::Name) names.push_back(expression.word);
  for (const Expression& part : expression.parts) add_names(part, names);
}

// What AWS has and keytrail has not is told before anything else is said about the expression.
Result<void> check_emulated(const Expression& expression) {
  if (expression.kind == Expression::Kind::Call && is_foreign_math_function(expression.word)) {
    return not_implemented("cloudwatch metric math " + expression.word);
  }
  for (const Expression& part : expression.parts) KT_TRY_VOID(check_emulated(part));
  return {};
}

bool asks_for_calendar(const Expression& expression) {
  if (expression.kind == Expression::Kind::Call) {
    const MathFunction* function = find_math_function(expression.word);
    if (function && function->follows_calendar) return true;
  }
  return std::any_of(expression.parts.begin(), expression.parts.end(), asks_for_calendar);
}

bool is_insights_query(std::string_view text) {
  return starts_with_ignoring_case(trim(text), "SELECT ");
}

Grid widest_grid(const std::vector<MetricQuery>& queries, const QuerySet::Values& values,
                 Grid grid) {
  bool has_metric = false;
  for (const MetricQuery& query : queries) {
    if (!query.expression.empty()) continue;
    const Grid& other = std::get<TimeSeries>(values.at(query.id)).grid;
    if (!has_metric || other.period > grid.period) grid = other;
    has_metric = true;
  }
  return grid;
}

// A number that is returned is a level line; expressions that refer to it have had the number.
void level_scalars(const std::vector<MetricQuery>& queries, QuerySet::Values& values, Grid grid) {
  for (const MetricQuery& query : queries) {
    const auto* scalar = std::get_if<double>(&values.at(query.id));
    if (!scalar || !query.returns_data) continue;
    if (query.period > Duration(0)) grid.period = query.period;
    values.at(query.id) = spread(*scalar, grid);
  }
}

// An expression has the period of its metrics; only one without metrics needs its own.
Result<void> check_periods_agree(const std::vector<MetricQuery>& queries) {
  for (const MetricQuery& expression : queries) {
    if (expression.expression.empty() || expression.period == Duration(0)) continue;
    for (const MetricQuery& metric : queries) {
      if (metric.expression.empty() && metric.period != expression.period) {
        return not_implemented("cloudwatch MetricDataQuery Period of an expression");
      }
    }
  }
  return {};
}

}  // namespace

Result<QuerySet> QuerySet::make(std::vector<MetricQuery> queries) {
  QuerySet set;
  set.queries_ = std::move(queries);
  KT_TRY_VOID(check_periods_agree(set.queries_));
  std::set<std::string> ids;
  for (const MetricQuery& query : set.queries_) {
    if (!ids.insert(query.id).second) {
      return validation_exception(
          "The values for parameter id in MetricDataQueries are not unique.");
    }
    Expression expression;
    if (!query.expression.empty()) {
      if (is_insights_query(query.expression)) {
        return not_implemented("cloudwatch Metrics Insights SELECT");
      }
      Result<Expression> parsed = parse_expression(query.expression);
      if (!parsed.ok()) return in_expression(query, std::move(parsed).error());
      expression = std::move(parsed).value();
      KT_TRY_VOID(check_emulated(expression));
    }
    set.expressions_.push_back(std::move(expression));
  }
  std::vector<int> progress(set.queries_.size());
  for (std::size_t i = 0; i < set.queries_.size(); ++i) {
    KT_TRY_VOID(set.put_in_order(i, progress));
  }
  // Which kinds of values meet does not depend on the data, so a try without any tells.
  const auto nothing = [](const MetricQuery& query) {
    return TimeSeries{"", {Instant(), Instant(), query.period}, {}};
  };
  KT_TRY(const Values tried, set.compute(nothing, Grid()));
  for (const MetricQuery& query : set.queries_) {
    if (std::holds_alternative<std::string>(tried.at(query.id))) {
      return in_expression(query, validation_exception("The result must be a time series."));
    }
  }
  return set;
}

// Depth first; `progress` is 0 for what was not looked at, 1 on the way here, 2 when done.
Result<void> QuerySet::put_in_order(std::size_t index, std::vector<int>& progress) {
  if (progress[index] == 2) return {};
  if (progress[index] == 1) {
    return in_expression(queries_[index],
                         validation_exception("Circular dependency in the metrics list."));
  }
  progress[index] = 1;
  std::vector<std::string> names;
  add_names(expressions_[index], names);
  for (const std::string& name : names) {
    const auto found = std::find_if(queries_.begin(), queries_.end(),
                                    [&](const MetricQuery& query) { return query.id == name; });
    if (found == queries_.end()) continue;
    KT_TRY_VOID(put_in_order(static_cast<std::size_t>(found - queries_.begin()), progress));
  }
  progress[index] = 2;
  if (!queries_[index].expression.empty()) order_.push_back(index);
  return {};
}

Result<QuerySet::Values> QuerySet::compute(const ReadMetric& read, const Grid& grid) const {
  Values values;
  for (const MetricQuery& query : queries_) {
    if (query.expression.empty()) values.emplace(query.id, read(query));
  }
  MathEnvironment environment;
  environment.grid = widest_grid(queries_, values, grid);
  environment.find = [&](const std::string& id) -> const Value* {
    const auto found = values.find(id);
    return found == values.end() ? nullptr : &found->second;
  };
  environment.metrics = [&](const std::string& part) {
    SeriesList list;
    for (const MetricQuery& query : queries_) {
      if (!query.expression.empty() || query.id.find(part) == std::string::npos) continue;
      list.push_back(std::get<TimeSeries>(values.at(query.id)));
    }
    return list;
  };
  for (const std::size_t index : order_) {
    const MetricQuery& query = queries_[index];
    MathEnvironment own = environment;
    if (query.period > Duration(0)) own.grid.period = query.period;
    Result<Value> value = evaluate_expression(expressions_[index], own);
    if (!value.ok()) return in_expression(query, std::move(value).error());
    values.emplace(query.id, std::move(value).value());
  }
  level_scalars(queries_, values, environment.grid);
  return values;
}

bool QuerySet::follows_calendar() const {
  return std::any_of(expressions_.begin(), expressions_.end(), asks_for_calendar);
}

Result<MetricQuery> metric_query_of(const Json& given, const std::string& name,
                                    const std::string& account) {
  MetricQuery query;
  query.id = string_member(given, "Id");
  if (!is_query_id(query.id)) {
    return validation_exception("The value " + query.id + " for parameter " + name +
                                ".Id is not matching the expected pattern ^[a-z][a-zA-Z0-9_]*$.");
  }
  const Json* metric_stat = find_member(given, "MetricStat");
  query.expression = string_member(given, "Expression");
  if (!metric_stat && query.expression.empty()) {
    return validation_exception("The parameter " + name + ".MetricStat is required.");
  }
  if (metric_stat && !query.expression.empty()) {
    return validation_exception("Within " + name +
                                " only one of Expression and MetricStat can be specified.");
  }
  const std::string owner = string_member(given, "AccountId");
  if (!owner.empty() && owner != account) {
    return not_implemented("cloudwatch MetricDataQuery AccountId of another account");
  }
  query.label = optional_string(given, "Label");
  if (query.label && query.label->find("${") != std::string::npos) {
    return not_implemented("cloudwatch MetricDataQuery dynamic Label");
  }
  query.returns_data = optional_bool(given, "ReturnData").value_or(true);
  if (const auto period = optional_integer(given, "Period")) {
    // Without an expression the period is the MetricStat's; one beside it has nothing to say.
    if (metric_stat) return validation_exception("Period must not be set if MetricStat is set.");
    KT_TRY_VOID(check_period(*period, name + ".Period"));
    query.period = std::chrono::seconds(*period);
  }
  if (!metric_stat) return query;
  query.metric = metric_key_of((*metric_stat)["Metric"]);
  query.dimensions = dimensions_of((*metric_stat)["Metric"]);
  query.stat = string_member(*metric_stat, "Stat");
  KT_TRY_VOID(require_statistic(query.stat, name + ".MetricStat.Stat"));
  const std::int64_t period = *optional_integer(*metric_stat, "Period");
  KT_TRY_VOID(check_period(period, name + ".MetricStat.Period"));
  query.period = std::chrono::seconds(period);
  query.unit = optional_string(*metric_stat, "Unit");
  return query;
}

Json metric_query_json(const MetricQuery& query) {
  Json json{{"Id", query.id}};
  if (query.expression.empty()) {
    Json metric{{"Namespace", query.metric.metric_namespace},
                {"MetricName", query.metric.name},
                {"Dimensions", dimensions_json(query.dimensions)}};
    Json stat{{"Metric", std::move(metric)},
              {"Period", query.period / std::chrono::seconds(1)},
              {"Stat", query.stat}};
    if (query.unit) stat["Unit"] = *query.unit;
    json["MetricStat"] = std::move(stat);
  } else {
    json["Expression"] = query.expression;
    if (query.period > Duration(0)) json["Period"] = query.period / std::chrono::seconds(1);
  }
  if (query.label) json["Label"] = *query.label;
  json["ReturnData"] = query.returns_data;
  return json;
}

}  // namespace keytrail::cloudwatch
