// The end of a secret: marked for a recovery window, then gone with all its versions; CloudTrail
// gets a service event for each version whose deletion begins, is called off, or is done.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

inline constexpr const char* kDeleteSecretTimer = "secretsmanager.delete-secret";

enum class VersionDeletion { Start, Cancel, End };
void emit_version_event(Context& context, const Secret& secret, const std::string& version_id,
                        VersionDeletion step);
// The same for every version.
void emit_version_events(Context& context, const Secret& secret, VersionDeletion step);

// Takes the secret out of the state, now.
void remove_secret(State& state, Context& context, const std::string& name);
// The timer's handler: the recovery window is over.
void end_recovery_window(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::secretsmanager
