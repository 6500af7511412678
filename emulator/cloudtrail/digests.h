// Digest files: every hour one that names the log files delivered since the last, with their
// hashes, and the digest before it; signed, so that what was changed, replaced or taken away
// afterwards shows (CloudTrail guide, "CloudTrail digest file structure"). Each region and
// account that a trail has files of has its own chain.
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// A key signs digests for so long, then comes the next (as long as in the API reference's example
// of ListPublicKeys). Those before stay known, for the digests they signed.
inline constexpr Duration kSigningKeyValidity = std::chrono::days{30};

// What signs an account's digests now. Made when first asked for, which takes a while: a handler
// may call this before anything else only (see SlowWork).
const SigningKey& require_signing_key(State& state, Context& context);

// A logging trail that validates its files begins a chain, from now on. Its key must be there.
void begin_digests(State& state, Context& context, const std::string& trail_id);
// Ends the chains with a last digest each. Nothing happens when there is none.
void end_digests(State& state, Context& context, const std::string& trail_id);

// Names the file and the hash of what is in it in the next digest, if the trail has a chain.
void add_to_digest(State& state, const Trail& trail, const Origin& origin, LogFile file,
                   std::string_view content);

inline constexpr std::string_view kDigestTimer = "cloudtrail.digest";
void write_digests(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudtrail
