#include "cloudwatch/metric_watchers.h"

#include "cloudwatch/metrics.h"

namespace keytrail::cloudwatch {

void add_watcher(State& state, const Scope& scope, const Alarm& alarm) {
  const std::string id = metric_id(scope, alarm.metric);
  Metric* metric = state.metrics.edit(id);
  if (!metric) metric = &state.metrics.put(id, Metric{alarm.metric, {}, {}});
  metric->alarms.insert(alarm.name);
}

void remove_watcher(State& state, const Scope& scope, const Alarm& alarm) {
  const std::string id = metric_id(scope, alarm.metric);
  Metric* metric = state.metrics.edit(id);
  KT_ASSERT(metric);
  metric->alarms.erase(alarm.name);
  if (metric->alarms.empty() && !metric->active_at) state.metrics.erase(id);
}

}  // namespace keytrail::cloudwatch
