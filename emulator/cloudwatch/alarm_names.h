// Alarms as other alarms refer to them: by name, or by ARN in the same account and region.
#pragma once

#include <optional>
#include <string>

#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

// Nothing for an ARN that can be none of this scope's alarms.
std::optional<std::string> referred_name(const Scope& scope, const std::string& reference);
const Alarm* find_referred(const State& state, const Scope& scope, const std::string& reference);

}  // namespace keytrail::cloudwatch
