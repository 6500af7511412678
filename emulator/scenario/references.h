// Names that a scenario speaks of and that nothing in it makes: an alarm, a metric, a log group, an
// address nobody subscribes, an event nobody causes. What never is there is never wrong, so that a
// `never` of a mistyped name would hold for ever. Where names are known only when the scenario
// runs, nothing is said.
#pragma once

#include "scenario/scenario.h"

namespace keytrail::scenario {

void check_references(YamlSource& source, const Scenario& scenario);

}  // namespace keytrail::scenario
