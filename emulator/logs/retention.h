// Retention erases events older than the group's policy says. One timer per group waits for the
// oldest event to expire; it works at whole hours, so that a busy group is not visited for each
// event (AWS takes up to 72 hours), and there is none while the group is empty.
#pragma once

#include "core/context.h"
#include "logs/state.h"

namespace keytrail::logs {

inline constexpr std::string_view kRetentionTimer = "logs.retention";

// Sees to it that an event of `event_at` will be erased in time.
void expect_expiry(State& state, Context& context, const std::string& group_id, Instant event_at);

// Follows a change of the group's policy.
void restart_retention(State& state, Context& context, const std::string& group_id);

void erase_expired(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::logs
