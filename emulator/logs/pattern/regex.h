// The regexes of filter patterns are a small subset of the usual ones: no groups, no look-around,
// no back references (user guide, "Supported regular expressions syntax").
#pragma once

#include "logs/pattern/syntax.h"

namespace keytrail::logs {

// `source` is what stands between the percent signs; an error's column counts from its start.
std::variant<Regex, PatternError> compile_regex(std::string_view source);

// Whether the regex occurs anywhere in the text.
bool occurs_in(const Regex& regex, std::string_view text);

}  // namespace keytrail::logs
