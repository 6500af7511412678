#include "cloudwatch/alarm_history.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {
namespace {

enum class Actions { Disabled, Enabled };

// Enabling does not make up for actions missed. Unknown names are passed over.
Result<Json> set_actions(State& state, Context& context, const Json& input, Actions wanted) {
  const bool is_enabled = wanted == Actions::Enabled;
  for (const Json& name : input["AlarmNames"]) {
    const std::string id = context.scope().id(name.get<std::string>());
    const Alarm* known = state.alarms.find(id);
    if (!known || known->actions_enabled == is_enabled) continue;
    Alarm& alarm = *state.alarms.edit(id);
    alarm.actions_enabled = is_enabled;
    alarm.configuration_updated_at = context.now;
    record_configuration(context, alarm, ConfigurationChange::Update);
  }
  return Json();
}

}  // namespace

Result<Json> enable_alarm_actions(State& state, Context& context, const Json& input) {
  return set_actions(state, context, input, Actions::Enabled);
}

Result<Json> disable_alarm_actions(State& state, Context& context, const Json& input) {
  return set_actions(state, context, input, Actions::Disabled);
}

}  // namespace keytrail::cloudwatch
