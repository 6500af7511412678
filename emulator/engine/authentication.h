// Whose credentials a request was signed with: those of a session that STS made, or of somebody
// whom the identities name. Signatures are not verified.
#pragma once

#include "core/call.h"
#include "core/context.h"
#include "engine/world.h"

namespace keytrail {

// Null when nobody knows the credentials: then the caller stays whoever it was taken for. Fails
// for a session that is over or has another token, and, while policies are enforced, for unknown
// and for missing credentials.
Result<std::optional<Identity>> find_signer(const World& world, const Settings& settings,
                                            Instant now, const Call& call);

}  // namespace keytrail
