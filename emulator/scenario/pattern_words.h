// The words of a filter pattern held against what records have: CloudWatch Logs takes a pattern
// with a mistyped one in silence, and it never matches.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace keytrail::scenario {

// What is wrong with the first clause that no record can match, and what was probably meant;
// nothing where each may. The pattern compiles.
std::optional<std::string> find_pattern_slip(std::string_view pattern);

}  // namespace keytrail::scenario
