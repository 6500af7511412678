// Which alarms watch a metric: kept with the metric, so a datapoint finds them at once.
#pragma once

#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

// Every metric whose datapoints an alarm looks at, once.
std::vector<MetricKey> watched_metrics(const Alarm& alarm);

void add_watcher(State& state, const Scope& scope, const Alarm& alarm);
// A metric that never had a datapoint goes with its last alarm.
void remove_watcher(State& state, const Scope& scope, const Alarm& alarm);

}  // namespace keytrail::cloudwatch
