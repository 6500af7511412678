// The Key Management Service.
#pragma once

#include "core/operation.h"
#include "kms/request_conditions.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::string_view kEventSource = "kms.amazonaws.com";

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// The ARN of the key that `key_id` (id, ARN, alias name or alias ARN) names, if there is one.
std::optional<std::string> resolve_key_arn(const State& kms, const Scope& scope,
                                           const std::string& key_id);

// Whether IAM alone decides about an operation, since it names no key: CreateKey, ListKeys. About
// all others the handlers do (authorization.h).
bool is_decided_by_identity(std::string_view operation);

}  // namespace keytrail::kms
