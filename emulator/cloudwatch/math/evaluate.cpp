#include "cloudwatch/math/evaluate.h"

#include <algorithm>

#include "cloudwatch/math/functions.h"

namespace keytrail::cloudwatch {
namespace {

// Names that are words of a function rather than ids, which begin in lower case.
constexpr std::string_view kMathWords[] = {"ASC", "AVG", "DESC", "LINEAR",
                                           "MAX", "MIN", "SUM",  "REPEAT"};

Result<Value> evaluate_name(const std::string& name, const MathEnvironment& environment) {
  if (const Value* value = environment.find(name)) return *value;
  if (std::find(std::begin(kMathWords), std::end(kMathWords), name) != std::end(kMathWords)) {
    return Value(name);
  }
  return validation_exception("Unrecognized metric '" + name + "'.");
}

Result<Value> evaluate_list(const std::vector<Expression>& parts,
                            const MathEnvironment& environment) {
  SeriesList list;
  for (const Expression& part : parts) {
    KT_TRY(Value value, evaluate_expression(part, environment));
    if (auto* series = std::get_if<TimeSeries>(&value)) {
      list.push_back(std::move(*series));
    } else if (auto* inner = std::get_if<SeriesList>(&value)) {
      std::move(inner->begin(), inner->end(), std::back_inserter(list));
    } else {
      return validation_exception("The members of an array must be time series.");
    }
  }
  return Value(std::move(list));
}

Result<Value> evaluate_metrics(const std::vector<Expression>& arguments,
                               const MathEnvironment& environment) {
  if (arguments.empty()) return Value(environment.metrics(""));
  if (arguments.size() == 1 && arguments[0].kind == Expression::Kind::Text) {
    return Value(environment.metrics(arguments[0].word));
  }
  return validation_exception("METRICS takes a text or nothing.");
}

Result<Value> evaluate_call(const Expression& expression, const MathEnvironment& environment) {
  if (expression.word == "METRICS") return evaluate_metrics(expression.parts, environment);
  const MathFunction* function = find_math_function(expression.word);
  if (!function) {
    return validation_exception("Unrecognized function '" + expression.word + "'.");
  }
  if (expression.parts.size() < function->arguments_min ||
      expression.parts.size() > function->arguments_max) {
    return validation_exception("The number of arguments of " + expression.word + " is wrong.");
  }
  MathCall call{function->name, {}, environment.grid};
  for (const Expression& part : expression.parts) {
    KT_TRY(Value argument, evaluate_expression(part, environment));
    call.arguments.push_back(std::move(argument));
  }
  return function->compute(call);
}

}  // namespace

Result<Value> evaluate_expression(const Expression& expression,
                                  const MathEnvironment& environment) {
  switch (expression.kind) {
    case Expression::Kind::Number:
      return Value(expression.number);
    case Expression::Kind::Text:
      return Value(expression.word);
    case Expression::Kind::Name:
      return evaluate_name(expression.word, environment);
    case Expression::Kind::List:
      return evaluate_list(expression.parts, environment);
    case Expression::Kind::Call:
      return evaluate_call(expression, environment);
    case Expression::Kind::Operation:
      break;
  }
  KT_TRY(const Value left, evaluate_expression(expression.parts[0], environment));
  if (expression.parts.size() == 1) return negate(left);
  KT_TRY(const Value right, evaluate_expression(expression.parts[1], environment));
  return operate(expression.word, left, right);
}

}  // namespace keytrail::cloudwatch
