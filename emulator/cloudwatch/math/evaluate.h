// Evaluating one expression, given the values of what it refers to.
#pragma once

#include "base/result.h"
#include "cloudwatch/math/expression.h"
#include "cloudwatch/math/value.h"

namespace keytrail::cloudwatch {

struct MathEnvironment {
  std::function<const Value*(const std::string& id)> find;
  // The metrics of the request whose id holds `part`: METRICS("part").
  std::function<SeriesList(const std::string& part)> metrics;
  Grid grid;
};

Result<Value> evaluate_expression(const Expression& expression, const MathEnvironment& environment);

}  // namespace keytrail::cloudwatch
