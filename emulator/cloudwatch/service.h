// CloudWatch: metrics, their statistics, and alarms on single metrics.
#pragma once

#include "cloudwatch/state.h"
#include "core/operation.h"

namespace keytrail::cloudwatch {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// What MetricSink promises: takes the value of a metric filter or of another service.
void put_metric(State& state, Context& context, const Scope& scope, const MetricValue& value);

}  // namespace keytrail::cloudwatch
