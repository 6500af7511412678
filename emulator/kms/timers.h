// What time does to keys.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// Subject: the key's row.
inline constexpr const char* kDeleteKeyTimer = "kms.delete-key";
// Subject: the key's row; detail: the id of the material.
inline constexpr const char* kExpireMaterialTimer = "kms.expire-material";

// For the timeline: time, not a call, changed the key's state.
void note_transition(Context& context, const Key& key, KeyState from, std::string_view to);

// Begins the waiting period.
void await_deletion(Context& context, Key& key, Duration window);
// The waiting period ends: key, material and aliases are gone for good.
void delete_key(State& kms, Context& context, const Timer& timer);
// ValidTo passes: the material is gone, and the key waits for it.
void expire_material(State& kms, Context& context, const Timer& timer);

}  // namespace keytrail::kms
