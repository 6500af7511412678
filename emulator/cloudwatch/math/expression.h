// A metric math expression as a tree: `IF(m1 > 5, RATE(m1), 0) / SUM(METRICS())`. Operators bind as
// usual: ^ before unary minus, * and /, + and -, comparisons, AND, OR (CloudWatch guide, "Using
// math expressions with CloudWatch metrics").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace keytrail::cloudwatch {

struct Expression {
  enum class Kind { Number, Text, Name, List, Call, Operation };
  Kind kind = Kind::Number;
  double number = 0;
  // A Text's content, a Name, a Call's function, or an Operation's operator.
  std::string word = {};
  // A List's members, a Call's arguments, or an Operation's one or two operands.
  std::vector<Expression> parts = {};
};

Result<Expression> parse_expression(std::string_view text);

}  // namespace keytrail::cloudwatch
