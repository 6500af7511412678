// Versions and their staging labels. A label sits on at most one version; AWSCURRENT, once a value
// exists, always on one, and AWSPREVIOUS on the one that had it before.
#pragma once

#include "core/context.h"
#include "secretsmanager/sealing.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

inline constexpr const char* kCurrent = "AWSCURRENT";
inline constexpr const char* kPending = "AWSPENDING";
inline constexpr const char* kPrevious = "AWSPREVIOUS";

// The id of the version that has the label; empty if none has.
std::string find_stage_holder(const Secret& secret, const std::string& stage);
// Puts the label on the version and takes it off the one that had it. When AWSCURRENT moves,
// AWSPREVIOUS goes to where it was.
void attach_stage(Secret& secret, const std::string& stage, const std::string& version_id);
void detach_stage(Secret& secret, const std::string& stage);
// Whether the secret may have these labels too; twenty on all versions together is the quota.
Result<void> check_stage_quota(const Secret& secret, const std::vector<std::string>& stages);

// The value that a call wants to store as a new version, by what its ClientRequestToken says.
enum class TokenUse { New, Repeated };
// Repeated when the token already names a version with this very value: then the call changes
// nothing. An error when that version holds another value.
Result<TokenUse> check_token(Context& context, const Secret& secret, const Json& input,
                             const SecretValue& value);

// Adds a version with the labels; the oldest deprecated ones go when there are too many.
void add_version(Context& context, Secret& secret, const std::string& version_id, SealedValue value,
                 const std::vector<std::string>& stages);

}  // namespace keytrail::secretsmanager
