// When a secret is due for rotation (user guide, "Schedule expressions in Secrets Manager
// rotation"): so many days after the last time, rate() or cron(), each opening a window in UTC.
#pragma once

#include <optional>

#include "base/instant.h"
#include "base/result.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

Result<void> check_rules(const RotationRules& rules);

// When the next window opens after `last`, the last rotation or the instant of asking. Nothing for
// rules without a schedule.
std::optional<Instant> next_window(const RotationRules& rules, Instant last);
// What NextRotationDate says of a window that opens then: its last second.
Instant end_of_window(const RotationRules& rules, Instant opens_at);

}  // namespace keytrail::secretsmanager
