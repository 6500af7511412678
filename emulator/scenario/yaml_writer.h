// Writes a tree as YAML the way the shipped scenarios are laid out: what fits on a line is on one.
#pragma once

#include <string>

#include "base/json.h"

namespace keytrail::scenario {

std::string to_yaml(const Json& document);

}  // namespace keytrail::scenario
