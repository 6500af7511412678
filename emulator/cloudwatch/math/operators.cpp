// Operators work datapoint by datapoint, on scalars, series, and each series of an array.
#include <cmath>

#include "cloudwatch/math/functions.h"

namespace keytrail::cloudwatch {
namespace {

using Compute = double (*)(double, double);

struct OperatorRow {
  std::string_view name;
  Compute compute;
};
constexpr OperatorRow kOperatorRows[] = {
    {"+", [](double a, double b) { return a + b; }},
    {"-", [](double a, double b) { return a - b; }},
    {"*", [](double a, double b) { return a * b; }},
    {"/", [](double a, double b) { return a / b; }},
    {"^", [](double a, double b) { return std::pow(a, b); }},
    {"==", [](double a, double b) { return double(a == b); }},
    {"!=", [](double a, double b) { return double(a != b); }},
    {"<", [](double a, double b) { return double(a < b); }},
    {"<=", [](double a, double b) { return double(a <= b); }},
    {">", [](double a, double b) { return double(a > b); }},
    {">=", [](double a, double b) { return double(a >= b); }},
    {"AND", [](double a, double b) { return double(a != 0 && b != 0); }},
    {"OR", [](double a, double b) { return double(a != 0 || b != 0); }},
};

TimeSeries pair_up(const TimeSeries& left, const Value& right, Compute compute) {
  if (const auto* scalar = std::get_if<double>(&right)) {
    return mapped(left, [&](double value) { return compute(value, *scalar); });
  }
  return combined(left, std::get<TimeSeries>(right), compute);
}

TimeSeries pair_up(double left, const TimeSeries& right, Compute compute) {
  return mapped(right, [&](double value) { return compute(left, value); });
}

// One of the two is an array.
Result<Value> operate_on_arrays(const Value& left, const Value& right, Compute compute) {
  const auto* lefts = std::get_if<SeriesList>(&left);
  const auto* rights = std::get_if<SeriesList>(&right);
  SeriesList results;
  if (lefts && rights) {
    if (lefts->size() != rights->size()) {
      return validation_exception("Two arrays of time series must be of the same size.");
    }
    for (std::size_t i = 0; i < lefts->size(); ++i) {
      results.push_back(combined((*lefts)[i], (*rights)[i], compute));
    }
  } else if (lefts) {
    for (const TimeSeries& one : *lefts) results.push_back(pair_up(one, right, compute));
  } else {
    for (const TimeSeries& one : *rights) {
      const auto* scalar = std::get_if<double>(&left);
      TimeSeries result = scalar ? pair_up(*scalar, one, compute)
                                 : combined(std::get<TimeSeries>(left), one, compute);
      result.label = one.label;
      results.push_back(std::move(result));
    }
  }
  return Value(std::move(results));
}

bool is_text(const Value& value) { return std::holds_alternative<std::string>(value); }

}  // namespace

Result<Value> negate(const Value& operand) { return operate("*", operand, Value(-1.0)); }

Result<Value> operate(std::string_view name, const Value& left, const Value& right) {
  Compute compute = nullptr;
  for (const OperatorRow& row : kOperatorRows) {
    if (row.name == name) compute = row.compute;
  }
  if (!compute || is_text(left) || is_text(right)) {
    return validation_exception("The operands of " + std::string(name) +
                                " must be numbers or time series.");
  }
  const bool has_array =
      std::holds_alternative<SeriesList>(left) || std::holds_alternative<SeriesList>(right);
  if (has_array) return operate_on_arrays(left, right, compute);
  if (const auto* series = std::get_if<TimeSeries>(&left)) {
    return Value(pair_up(*series, right, compute));
  }
  const double scalar = std::get<double>(left);
  if (const auto* series = std::get_if<TimeSeries>(&right)) {
    return Value(pair_up(scalar, *series, compute));
  }
  return Value(compute(scalar, std::get<double>(right)));
}

}  // namespace keytrail::cloudwatch
