// How files and pages write an alarm's ComparisonOperator.
#pragma once

#include <array>
#include <string_view>

namespace keytrail::scenario {

struct ComparisonWords {
  std::string_view sign;
  std::string_view operator_name;
};
// A sign that begins another one comes after it.
inline constexpr std::array<ComparisonWords, 4> kComparisonWords = {{
    {">=", "GreaterThanOrEqualToThreshold"},
    {"<=", "LessThanOrEqualToThreshold"},
    {">", "GreaterThanThreshold"},
    {"<", "LessThanThreshold"},
}};

}  // namespace keytrail::scenario
