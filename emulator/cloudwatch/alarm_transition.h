// A transition is the change of an alarm's state: history, timeline, the actions of the new
// state, and the composite alarms that look at it. Evaluations and SetAlarmState come together
// here.
#pragma once

#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

struct NewState {
  AlarmState state;
  std::string reason;
  std::string reason_data;  // JSON text; empty: none.
  std::string cause;        // For the timeline.
};

// Takes over the new state. When it is the one the alarm has, only reason and time change.
void change_state(State& state, Context& context, Alarm& alarm, NewState change);

}  // namespace keytrail::cloudwatch
