#include "pipeline/chain.h"

namespace keytrail::pipeline {

Result<void> Chain::deliver(const Scope& scope, const std::string& group, const std::string& stream,
                            const DeliveredEvent& event) {
  return logs::deliver(logs_, *context_, scope, group, stream, event);
}

void Chain::put(const Scope& scope, const MetricValue& value) {
  cloudwatch::put_metric(cloudwatch_, *context_, scope, value);
}

Result<void> Chain::run(const Scope& scope, const AlarmNotification& notification) {
  return sns::run_alarm_action(sns_, *context_, scope, notification);
}

}  // namespace keytrail::pipeline
