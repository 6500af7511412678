// Key policies as text: the default ones, and what KMS refuses to store.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// A key has one policy, of this name.
inline constexpr const char* kPolicyName = "default";

// What GetKeyPolicy shows: the stored text, or the default one of the key's manager.
std::string policy_of(const Key& key);

// A policy must be one, name principals that can exist, and leave its caller able to change it
// again (KMS API reference, PutKeyPolicy, BypassPolicyLockoutSafetyCheck). `arn`: of the key, which
// a statement may name; "*" of one that is yet to be made.
Result<void> check_policy(const State& kms, const Context& context, const std::string& text,
                          const std::string& arn, bool bypasses_lockout_check);

}  // namespace keytrail::kms
