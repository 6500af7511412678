// An alarm as DescribeAlarms shows it.
#pragma once

#include "base/json.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

// What was not given is not shown, defaults included.
Json metric_alarm_json(const Alarm& alarm);
Json composite_alarm_json(const Alarm& alarm);

}  // namespace keytrail::cloudwatch
