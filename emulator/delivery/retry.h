// When a delivery that failed is tried again (SNS developer guide, "Message delivery retries",
// the row of customer managed endpoints over SMTP): twice after 10 s, ten times with delays that
// grow from 10 s to 10 minutes, 38 times after 10 minutes; then it is given up.
#pragma once

#include "base/instant.h"

namespace keytrail::delivery {

inline constexpr int kRetriesMax = 50;
inline constexpr int kAttemptsMax = 1 + kRetriesMax;

// How long to wait after `attempts` attempts (1 or more) have failed.
Duration retry_delay(int attempts);

}  // namespace keytrail::delivery
