// Grants: what they allow, and the tokens that name them.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::size_t kGrantsPerKeyMax = 50'000;

// What the rows of a key's grants begin with.
std::string grants_prefix(const Key& key);
std::string grant_row(const Key& key, std::string_view grant_id);

// Whether a grant of the key lets the caller do `operation` ("Encrypt", "ReEncryptFrom") with the
// input that the context holds.
bool is_granted(const State& kms, const Context& context, std::string_view operation,
                const Key& key);

// The retiring principal, the grantee if the grant says so, and the account that made the grant
// may retire it; a policy that allows kms:RetireGrant is not enough (KMS API reference,
// "RetireGrant").
bool may_retire(const Grant& grant, const Identity& caller);

// A new token of the grant. Tokens are no secret and stay good as long as the grant.
std::string make_grant_token(Context& context, const Key& key, const Grant& grant);
// The row of the grant that a token names, whether there is one or not; nothing for another text.
std::optional<std::string> row_of_grant_token(std::string_view token);
// The tokens of any request (KMS API reference, "GrantTokens"). A grant works at once here, so
// there is nothing that a good one would add.
Result<void> check_grant_tokens(const Context& context);

// A 64-digit id, or an error.
Result<void> check_grant_id(const std::string& id);

// An entry of ListGrants and ListRetirableGrants.
Json grant_entry(const Grant& grant);

}  // namespace keytrail::kms
