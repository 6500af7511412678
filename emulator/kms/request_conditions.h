// The condition keys of KMS, as policies see them for the call that runs (KMS guide, "Condition
// keys for AWS KMS").
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// The encryption context that `operation` ("Encrypt", "ReEncryptFrom") works with; null for none.
const Json* encryption_context_of(const Json& input, std::string_view operation);

using ConditionValues = std::vector<std::pair<std::string, std::vector<std::string>>>;
// `key` is null for an operation without one.
ConditionValues request_conditions(const State& kms, const Context& context,
                                   std::string_view operation, const Key* key);

}  // namespace keytrail::kms
