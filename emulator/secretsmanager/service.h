// AWS Secrets Manager: secrets whose values are sealed under KMS keys, their versions and staging
// labels, and their end after a recovery window. Rotation and replication are not emulated.
#pragma once

#include "core/operation.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

}  // namespace keytrail::secretsmanager
