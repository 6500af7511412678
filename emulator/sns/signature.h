// How SNS signs what it sends: each Region has a key of its own, and a certificate for it that
// whoever verifies a message fetches (SNS guide, "Verifying the signatures of messages").
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/context.h"
#include "sns/state.h"

namespace keytrail::sns {

// Gives the Region its key unless it has one. Slow, so before the first change.
void prepare_signer(State& state, Context& context, const std::string& region);

// The members of a message that count for its signature, in the order of the guide.
using SignedMembers = std::vector<std::pair<std::string_view, std::string>>;

struct Signing {
  const Signer* signer = nullptr;  // Null: messages of this topic are not signed.
  std::string version;             // The topic's SignatureVersion.
};
// Messages from FIFO topics bear no signature, for they reach nothing but queues.
Signing signing_of(const State& state, const Topic& topic);

// In base64: RSASSA-PKCS1-v1_5, with SHA-1 for version 1 and SHA-256 for version 2.
std::string make_signature(const Signing& signing, const SignedMembers& members);

}  // namespace keytrail::sns
