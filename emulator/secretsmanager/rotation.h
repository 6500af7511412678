// Rotation: a Lambda function is asked, in four steps, to make a new value, to set it where it is
// used, to test it, and to let AWSCURRENT go over to it (user guide, "Rotation by Lambda
// function"). The invocations are deliveries: they leave after the commit, and how each ended comes
// back as a command of its own.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

inline constexpr const char* kRotateSecretTimer = "secretsmanager.rotate-secret";

// Starts with a version of this id that has AWSPENDING and no value yet. A test runs the third step
// alone and takes the version away again.
enum class RotationKind { Real, Test };
void start_rotation(Context& context, Secret& secret, const std::string& version_id,
                    RotationKind kind);
// Nothing is asked of the function any more.
void abandon_rotation(Context& context, Secret& secret);
// (Re)schedules the next rotation by the rules, counted from `last`.
void schedule_rotation(Context& context, Secret& secret, Instant last);

// Whether the labels show a rotation that was begun and not ended.
bool has_pending_rotation(const Secret& secret);

// The timer's handler: a window opens.
void open_rotation_window(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::secretsmanager
