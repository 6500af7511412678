// When alarms are evaluated. CloudWatch does it at every whole minute (every ten seconds for
// shorter periods, hourly when N periods exceed a day). Only those instants are visited at which
// something can have changed: from a datapoint's arrival, the alarm's creation, its update or a
// SetAlarmState until the newest datapoint has left the evaluation range. Once nothing is left to
// see, every further evaluation would give the same state, so an idle alarm has no timer. Only an
// alarm on an expression that asks for the hour or the date is never idle.
#pragma once

#include "cloudwatch/alarm_evaluator.h"
#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

inline constexpr std::string_view kEvaluateAlarmTimer = "cloudwatch.evaluate-alarm";

// The distance between two evaluations of this alarm.
Duration evaluation_step(const Alarm& alarm);

// The evaluation range as seen at `now`, from the oldest to the newest bucket. Buckets are counted
// back from that instant, not from the epoch.
std::vector<Bucket> read_range(Store& store, const Scope& scope, const Alarm& alarm, Instant now);

// A datapoint that belongs to `at` came in.
void wake_alarm(State& state, Context& context, const std::string& id, Instant at,
                const std::string& cause);
// The alarm was made, changed or set by hand: looks at it again, and for as long as the datapoints
// that are there already stay in its range.
void watch_alarm(Context& context, const std::string& id, Alarm& alarm);
void stop_watching(Context& context, Alarm& alarm);

// The timer's handler.
void evaluate_alarm(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudwatch
