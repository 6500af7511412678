// A composite alarm's suppressor, another alarm, keeps its actions from running while it is in
// ALARM. As the suppressor may be a little late, actions first wait for it (WaitPeriod), and once
// it has left ALARM they are held back a little longer (ExtensionPeriod). Then the actions of the
// state that the alarm has by then run (CloudWatch guide, "Composite alarm actions suppression").
#pragma once

#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

inline constexpr std::string_view kEndSuppressionTimer = "cloudwatch.end-suppression";

std::string suppressed_by_name(SuppressedBy by);

// `alarm` has come from `old_state` into another. Says whether its actions must wait.
bool hold_actions_back(const State& state, Context& context, Alarm& alarm, AlarmState old_state);

// The alarm that may silence `alarm` has changed its state.
void follow_suppressor(Context& context, Alarm& alarm, AlarmState suppressor);

// What was held back will never run.
void drop_held_actions(Context& context, Alarm& alarm);

// The timer's handler: the period is over.
void end_suppression(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudwatch
