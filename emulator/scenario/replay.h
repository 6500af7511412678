// A replay asks what alarms would have done: recorded CloudTrail material goes, each record at its
// own eventTime, through the trails, metric filters and alarms of a file of rules.
#pragma once

#include <vector>

#include "scenario/result.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

// `rules` come from load_rules(). The story has what the records led to: datapoints, alarms,
// notifications. A failure names a record that is none.
ScenarioResult replay(Scenario rules, std::vector<Json> records);

}  // namespace keytrail::scenario
