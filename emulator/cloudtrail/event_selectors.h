// Which records a trail takes. Without selectors: all management events. Basic and advanced
// selectors never stand together (CloudTrail guide, "Logging management events").
#pragma once

#include "cloudtrail/record.h"
#include "cloudtrail/state.h"

namespace keytrail::cloudtrail {

bool selects(const Trail& trail, const Record& record);

Result<std::vector<EventSelector>> parse_event_selectors(const Json& input);
Json render_event_selectors(const std::vector<EventSelector>& selectors);

// Advanced selectors are kept as they were given; they only have to be ones we can apply.
Result<void> check_advanced_selectors(const Json& selectors);

}  // namespace keytrail::cloudtrail
