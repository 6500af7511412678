// What was done last with a key: the last cryptographic operation that succeeded (KMS API
// reference, "GetKeyLastUsage"). It is known only once the call's record is, so the engine tells
// it.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// Notes the use for the keys in `rows`, if the operation is one that counts. ReEncrypt counts for
// both of its keys.
void note_last_use(State& kms, std::string_view operation, const std::vector<std::string>& rows,
                   const KeyUse& use);

}  // namespace keytrail::kms
