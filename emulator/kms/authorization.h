// Who may use a key: its policy, the grants on it and the caller's own policies together (KMS
// guide, "Authentication and access control for AWS KMS").
#pragma once

#include "core/context.h"
#include "kms/key_state_rules.h"
#include "kms/state.h"

namespace keytrail::kms {

// Whether the operation works on keys of other accounts (KMS guide, "Allowing users in other
// accounts to use a KMS key").
bool is_open_to_other_accounts(KeyOperation operation);

// The denial, if the caller may not do `action` ("Encrypt", "ReEncryptFrom") with the key. Asks
// nobody while policies are not enforced, except for AWS managed keys and other accounts' keys.
Result<void> authorize(const State& kms, const Context& context, KeyOperation operation,
                       std::string_view action, const Key& key);

// The same for something of the caller's own that is no key: an alias, or "*".
Result<void> authorize_by_identity(const State& kms, const Context& context,
                                   std::string_view action, const std::string& resource);

// What another account's caller hears of a key that it may not use or that is not there.
ApiError denied_to_stranger(const Context& context, std::string_view action);

}  // namespace keytrail::kms
