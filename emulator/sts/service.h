// STS: who is calling, and temporary credentials.
#pragma once

#include <vector>

#include "core/operation.h"
#include "sts/state.h"

namespace keytrail::sts {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

}  // namespace keytrail::sts
