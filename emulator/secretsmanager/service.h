// AWS Secrets Manager: secrets whose values are sealed under KMS keys, their versions and staging
// labels, their rotation by a function, their replicas in other Regions, and their end after a
// recovery window.
#pragma once

#include "core/operation.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// How an invocation of a rotation function ended.
void end_invocation(State& state, Context& context, const Delivery& delivery,
                    const AttemptResult& result);

}  // namespace keytrail::secretsmanager
