// The functions of metric math (CloudWatch guide, "Functions supported for metric math").
#pragma once

#include <string_view>

#include "base/result.h"
#include "cloudwatch/math/value.h"

namespace keytrail::cloudwatch {

struct MathCall {
  std::string_view function;
  std::vector<Value> arguments;
  Grid grid;  // For series that are made of scalars.
};

// A row of the table of functions.
struct MathFunction {
  std::string_view name;
  std::size_t arguments_min;
  std::size_t arguments_max;
  Result<Value> (*compute)(const MathCall& call);
  // Whether its values go on changing where there are no datapoints.
  bool follows_calendar = false;
};

// Nothing for a name that is no function here; METRICS is the evaluator's.
const MathFunction* find_math_function(std::string_view name);
// Whether AWS has it and keytrail has not.
bool is_foreign_math_function(std::string_view name);

// The operators' side of the same: `-` of one operand, and all that take two.
Result<Value> negate(const Value& operand);
Result<Value> operate(std::string_view name, const Value& left, const Value& right);

ApiError wrong_argument(const MathCall& call, std::size_t place, std::string_view wanted);

}  // namespace keytrail::cloudwatch
