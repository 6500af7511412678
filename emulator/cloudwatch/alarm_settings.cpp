#include "cloudwatch/alarm_settings.h"

#include "base/arn.h"
#include "cloudwatch/alarm_texts.h"

namespace keytrail::cloudwatch {
namespace {

std::vector<std::string> actions_in(const Json& input, const char* member) {
  const Json* actions = find_member(input, member);
  return actions ? actions->get<std::vector<std::string>>() : std::vector<std::string>();
}

}  // namespace

Result<void> check_actions(const Context& context, const Json& input) {
  for (const char* member : {"OKActions", "AlarmActions", "InsufficientDataActions"}) {
    const Json* actions = find_member(input, member);
    if (!actions) continue;
    for (const Json& action : *actions) {
      const std::optional<Arn> arn = parse_arn(action.get<std::string>());
      if (!arn) return validation_exception("Invalid arn syntax: " + action.get<std::string>());
      if (arn->region != context.region() && !arn->region.empty()) {
        return validation_exception("Invalid region " + arn->region + " specified. Only " +
                                    context.region() + " is supported.");
      }
    }
  }
  return {};
}

Alarm new_alarm(const Context& context, const std::string& name) {
  Alarm alarm;
  alarm.name = name;
  alarm.arn = context.arn("cloudwatch", "alarm:" + name).text();
  alarm.state_reason = kCreationReason;
  alarm.state_updated_at = context.now;
  alarm.state_transitioned_at = context.now;
  return alarm;
}

void configure_actions(Alarm& alarm, const Json& input, Instant now) {
  alarm.description = optional_string(input, "AlarmDescription");
  alarm.actions_enabled = optional_bool(input, "ActionsEnabled").value_or(true);
  alarm.ok_actions = actions_in(input, "OKActions");
  alarm.alarm_actions = actions_in(input, "AlarmActions");
  alarm.insufficient_data_actions = actions_in(input, "InsufficientDataActions");
  alarm.configuration_updated_at = now;
}

}  // namespace keytrail::cloudwatch
