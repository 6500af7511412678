// Running the actions of the state an alarm has come into.
#pragma once

#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

void run_actions(Context& context, const Alarm& alarm, AlarmState old_state);

}  // namespace keytrail::cloudwatch
