// Reads the blocks `expect:` and `never:` of a step.
#pragma once

#include "scenario/scenario.h"

namespace keytrail::scenario {

void read_expectations(YamlSource& source, const Yaml& block, Claim claim, const Names& names,
                       ExpectStep& step);

}  // namespace keytrail::scenario
