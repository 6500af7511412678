// What GetMetricStatistics and GetMetricData have in common: which periods there are, where the
// first one begins, and how far back the data reaches.
#pragma once

#include "cloudwatch/statistics.h"

namespace keytrail::cloudwatch {

Result<void> check_period(std::int64_t seconds, const std::string& parameter);

// The statistic named `name`.
Result<Statistic> require_statistic(const std::string& name, const std::string& parameter);

// The start is rounded down to what is kept of its age (GetMetricStatistics, StartTime).
Instant rounded_start(Instant start, Duration period, Instant now);

// The oldest datapoint that a query of this period still finds: finer datapoints are kept less long
// (CloudWatch guide, "Metrics retention").
Instant visible_from(Duration period, Instant now);

}  // namespace keytrail::cloudwatch
