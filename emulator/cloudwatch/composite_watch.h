// When composite alarms are judged: once they are put, and whenever a child has changed its state.
// That is a timer of the same instant, not a call: all metric alarms of a minute have then been
// evaluated, a rule sees them together, and composite alarms of composite alarms need no recursion.
#pragma once

#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

inline constexpr std::string_view kEvaluateCompositeTimer = "cloudwatch.evaluate-composite";

// `alarm` has changed its state: for those whose rule names it, and those it can silence.
void tell_composites(State& state, Context& context, const Alarm& alarm, const std::string& cause);

// Notes in the alarms that a composite alarm refers to that it does, or no longer does.
void add_references(State& state, const Scope& scope, const Alarm& composite);
void remove_references(State& state, const Scope& scope, const Alarm& composite);

enum class Put { Created, Updated };
void judge_after(Put put, Context& context, const std::string& id, Alarm& composite);
// No timer of this composite alarm runs any more.
void stop_judging(Context& context, Alarm& composite);

// The timer's handler.
void evaluate_composite(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudwatch
