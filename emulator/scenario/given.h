// `given` is sugar: a trail, filters, topics, alarms and keys in few words, which become the calls
// a person would make, in the order in which they have to be made.
#pragma once

#include <vector>

#include "scenario/scenario.h"

namespace keytrail::scenario {

// Adds the calls to `scenario.given` and the names they save to `scenario.names`.
void expand_given(YamlSource& source, const Yaml& given, Scenario& scenario);

}  // namespace keytrail::scenario
