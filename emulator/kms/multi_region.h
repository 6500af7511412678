// A multi-Region key is one key in several Regions: the same id, material and rotation, so that
// what is encrypted in one Region is decrypted in another; policy, tags, aliases, description and
// state are each Region's own. One of them is the primary, the others are its replicas (KMS guide,
// "Multi-Region keys in AWS KMS").
#pragma once

#include <functional>

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// Subject: the key's row.
inline constexpr const char* kEndTransitionTimer = "kms.end-transition";

// DescribeKey's MultiRegionConfiguration.
Json multi_region_configuration(const Key& key);

// Changes something of a key that its replicas share, and tells them if it is a primary.
void change_shared(State& kms, Context& context, const Key& key,
                   const std::function<void(Key&)>& change);
// A replica or a primary is about to be gone: the others forget it, and a primary that waited for
// its last replica begins its own waiting period.
void forget_replica(State& kms, Context& context, const Key& key);

// Whether imported material waits to take over and every Region has it.
bool is_ready_to_rotate(const State& kms, const Key& key);

// Puts the key into `state` for the transition delay. Then, at once when there is no delay, it is
// Enabled or waits for the material it lacks.
void pass_through(Context& context, Key& key, KeyState state);
void end_transition(State& kms, Context& context, const Timer& timer);

}  // namespace keytrail::kms
