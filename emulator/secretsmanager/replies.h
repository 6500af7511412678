// Replies and record members that several operations share.
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

// {"ARN", "Name"}: how most replies begin.
Json arn_and_name(const Secret& secret);
// What DescribeSecret and ListSecrets show alike, each member only if it has a value.
// `stages_member` is where version ids and labels go, which the two call differently.
inline constexpr std::string_view kDescribeStages = "VersionIdsToStages";
inline constexpr std::string_view kListStages = "SecretVersionsToStages";
Json describe(const Secret& secret, std::string_view stages_member);

// responseElements says "arn", not the "aRN" that lower-casing the first letter would give (user
// guide, "CloudTrail entries": changed in February 2024).
enum class RecordedName { No, Yes };
void record_secret(Context& context, const Secret& secret, RecordedName name);

}  // namespace keytrail::secretsmanager
