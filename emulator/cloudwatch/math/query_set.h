// The queries of one GetMetricData call or one alarm: metrics, and expressions over them and over
// one another. A QuerySet has been checked: ids are there once, expressions can be computed.
#pragma once

#include "base/json.h"
#include "cloudwatch/math/expression.h"
#include "cloudwatch/math/value.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

class QuerySet {
 public:
  static Result<QuerySet> make(std::vector<MetricQuery> queries);

  const std::vector<MetricQuery>& queries() const { return queries_; }

  using ReadMetric = std::function<TimeSeries(const MetricQuery&)>;
  using Values = std::map<std::string, Value>;
  // The values of all queries by id. `grid` is that of expressions without any metric.
  Result<Values> compute(const ReadMetric& read, const Grid& grid) const;

  // Whether time alone changes what is computed: some expression asks for the hour or the date.
  bool follows_calendar() const;

 private:
  Result<void> put_in_order(std::size_t index, std::vector<int>& progress);

  std::vector<MetricQuery> queries_;
  std::vector<Expression> expressions_;  // By the place of their query.
  std::vector<std::size_t> order_;       // Expressions, each after those it refers to.
};

// A MetricDataQuery of an input; `name` is what its errors call it.
Result<MetricQuery> metric_query_of(const Json& given, const std::string& name,
                                    const std::string& account);
Json metric_query_json(const MetricQuery& query);

}  // namespace keytrail::cloudwatch
