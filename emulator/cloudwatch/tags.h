// Tags of alarms: a list here, in the order in which the keys came.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

// `tags` with those of `given` (a list of Key and Value) set; more than 50 are refused.
Result<std::vector<Tag>> tags_with(std::vector<Tag> tags, const Json& given);

}  // namespace keytrail::cloudwatch
