// Turns timeline entries into lines people can follow: record -> filter -> datapoint -> alarm ->
// mail. What led nowhere is left out; the call above it tells enough.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/json.h"
#include "scenario/result.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

// The lines for entries[from] and what follows.
std::vector<StoryLine> tell(const std::vector<Json>& entries, std::size_t from);

// Why no metric filter of the group matched the record with that event id; empty: nobody knows.
using WhyUnmatched =
    std::function<std::string(const std::string& log_group, const std::string& event_id)>;

// How far the chain got that a failed expectation is about: "kms Encrypt at 2026-01-01T00:00:00Z,
// record Encrypt DisabledException, log event in events; no metric filter matched it". Of what
// should never have happened it is the chain that made it happen.
std::string last_link(const std::vector<Json>& entries, Claim claim, const WhyUnmatched& why);

}  // namespace keytrail::scenario
