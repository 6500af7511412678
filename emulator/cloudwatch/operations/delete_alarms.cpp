#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/metric_watchers.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {

// Names that are not there do not keep the others from being deleted (DeleteAlarms). History stays.
Result<Json> delete_alarms(State& state, Context& context, const Json& input) {
  for (const Json& name : input["AlarmNames"]) {
    const std::string id = context.scope().id(name.get<std::string>());
    Alarm* alarm = state.alarms.edit(id);
    if (!alarm) continue;
    stop_watching(context, *alarm);
    remove_watcher(state, context.scope(), *alarm);
    record_configuration(context, *alarm, ConfigurationChange::Delete);
    state.alarms.erase(id);
  }
  return Json();
}

}  // namespace keytrail::cloudwatch
