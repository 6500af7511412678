// The Key Management Service.
#pragma once

#include "core/operation.h"
#include "kms/state.h"

namespace keytrail::kms {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// The ARN of the key that `key_id` (id, ARN, alias name or alias ARN) names, if there is one.
std::optional<std::string> resolve_key_arn(const State& kms, const Scope& scope,
                                           const std::string& key_id);

}  // namespace keytrail::kms
