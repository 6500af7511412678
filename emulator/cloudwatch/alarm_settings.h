// What metric alarms and composite alarms are put with alike: a description, actions, tags.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

// Only the form is checked; whether the target is there shows when the action runs.
Result<void> check_actions(const Context& context, const Json& input);

Alarm new_alarm(const Context& context, const std::string& name);

// Replaces the description and the actions.
void configure_actions(Alarm& alarm, const Json& input, Instant now);

}  // namespace keytrail::cloudwatch
