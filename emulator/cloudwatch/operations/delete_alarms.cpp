#include <algorithm>

#include "base/text.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/composite_watch.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/metric_watchers.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {
namespace {

// Whether a composite alarm that stays needs this one.
bool has_dependent(const Alarm& alarm, const std::set<std::string>& going) {
  for (const std::set<std::string>* names : {&alarm.parents, &alarm.silences}) {
    if (!std::includes(going.begin(), going.end(), names->begin(), names->end())) return true;
  }
  return false;
}

Result<void> check_deletion(const State& state, const Scope& scope,
                            const std::set<std::string>& going) {
  std::vector<std::string> needed;
  std::size_t composites = 0;
  for (const std::string& name : going) {
    const Alarm* alarm = state.alarms.find(scope.id(name));
    if (!alarm) continue;
    composites += alarm->composite.has_value();
    if (has_dependent(*alarm, going)) needed.push_back(name);
  }
  if (composites > 1) {
    return validation_exception("No more than one composite alarm can be deleted at a time.");
  }
  if (!needed.empty()) return has_dependents(join(needed, ","), needed.size());
  return {};
}

void forget(State& state, Context& context, Alarm& alarm) {
  if (alarm.composite) {
    stop_judging(context, alarm);
    remove_references(state, context.scope(), alarm);
  } else {
    stop_watching(context, alarm);
    remove_watcher(state, context.scope(), alarm);
  }
}

}  // namespace

// Names that are not there do not keep the others from being deleted (DeleteAlarms). History stays.
Result<Json> delete_alarms(State& state, Context& context, const Json& input) {
  const auto names = input["AlarmNames"].get<std::set<std::string>>();
  KT_TRY_VOID(check_deletion(state, context.scope(), names));
  for (const std::string& name : names) {
    const std::string id = context.scope().id(name);
    Alarm* alarm = state.alarms.edit(id);
    if (!alarm) continue;
    forget(state, context, *alarm);
    record_configuration(context, *alarm, ConfigurationChange::Delete);
    state.alarms.erase(id);
  }
  return Json();
}

}  // namespace keytrail::cloudwatch
