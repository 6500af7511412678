// CloudTrail records as a person writes them into a scenario: what matters and no more.
#pragma once

#include "base/instant.h"
#include "base/json.h"
#include "core/random.h"

namespace keytrail::scenario {

// The record with what every record has (CloudTrail User Guide, "CloudTrail record contents") where
// the file does not say it: who, from where, when, a fresh id.
Json complete_record(const Json& brief, Instant now, const std::string& account,
                     const std::string& region, Random& random);

}  // namespace keytrail::scenario
