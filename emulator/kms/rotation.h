// A key rotates when another material takes over what is encrypted from now on; what was encrypted
// before stays with the material it was encrypted under (KMS guide, "Rotate AWS KMS keys"). KMS
// makes the new material of its own keys; of a key with imported material it is the one that was
// imported to wait for it.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// Of keys that ask for no other, and always of those that AWS manages.
inline constexpr std::chrono::days kRotationPeriodStandard{365};
inline constexpr int kOnDemandRotationsMax = 25;  // Of one key, in all its life.

// Subject: the key's row.
inline constexpr const char* kRotateKeyTimer = "kms.rotate-key";

// Starts the schedule anew from now.
void enable_rotation(Context& context, Key& key, std::chrono::days period);
void disable_rotation(Context& context, Key& key);
// Goes on with the schedule as it stands, and stops without forgetting it: the timer is the
// primary's where a key lives in several Regions.
void resume_rotation(Context& context, Key& key);
void pause_rotation(Context& context, Key& key);

// The next material becomes the current one, and CloudTrail hears of it. Of a key with imported
// material one must be waiting.
void rotate(State& kms, Context& context, const Key& key, RotationType type);

// The schedule came to its end. A key that is not in use is not rotated: it is overdue.
void rotate_by_schedule(State& kms, Context& context, const Timer& timer);
// Makes up for that, once the key can be used again.
void rotate_if_overdue(State& kms, Context& context, Key& key);

}  // namespace keytrail::kms
