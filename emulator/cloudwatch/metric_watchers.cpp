#include "cloudwatch/metric_watchers.h"

#include <algorithm>

#include "cloudwatch/metrics.h"

namespace keytrail::cloudwatch {

std::vector<MetricKey> watched_metrics(const Alarm& alarm) {
  if (alarm.queries.empty()) return {alarm.metric};
  std::vector<MetricKey> keys;
  for (const MetricQuery& query : alarm.queries) {
    const bool is_known = std::find(keys.begin(), keys.end(), query.metric) != keys.end();
    if (query.expression.empty() && !is_known) keys.push_back(query.metric);
  }
  return keys;
}

void add_watcher(State& state, const Scope& scope, const Alarm& alarm) {
  for (const MetricKey& key : watched_metrics(alarm)) {
    const std::string id = metric_id(scope, key);
    Metric* metric = state.metrics.edit(id);
    if (!metric) metric = &state.metrics.put(id, Metric{key, {}, {}});
    metric->alarms.insert(alarm.name);
  }
}

void remove_watcher(State& state, const Scope& scope, const Alarm& alarm) {
  for (const MetricKey& key : watched_metrics(alarm)) {
    const std::string id = metric_id(scope, key);
    Metric* metric = state.metrics.edit(id);
    KT_ASSERT(metric);
    metric->alarms.erase(alarm.name);
    if (metric->alarms.empty() && !metric->active_at) state.metrics.erase(id);
  }
}

}  // namespace keytrail::cloudwatch
