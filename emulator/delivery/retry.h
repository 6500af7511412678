// When a delivery that failed is tried again (SNS developer guide, "Message delivery retries").
// What goes over HTTP brings its own plan; the rest has the row of customer managed endpoints over
// SMTP: twice after 10 s, ten times with delays that grow from 10 s to 10 minutes, 38 times after
// 10 minutes; then it is given up.
#pragma once

#include <optional>

#include "core/mail.h"

namespace keytrail::delivery {

inline constexpr int kRetriesMax = 50;

// How long to wait after the last attempt, which failed; nothing when it was the last of all.
std::optional<Duration> retry_delay(const Delivery& delivery);

}  // namespace keytrail::delivery
