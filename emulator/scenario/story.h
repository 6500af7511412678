// Turns timeline entries into lines people can follow: record -> filter -> datapoint -> alarm ->
// mail. What led nowhere is left out; the call above it tells enough.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "scenario/result.h"

namespace keytrail::scenario {

// The lines for entries[from] and what follows.
std::vector<StoryLine> tell(const std::vector<Json>& entries, std::size_t from);

// How far the chain got since the last failed call: "record Encrypt DisabledException, filter
// kms-errors matched, datapoint 1 of KMS/Errors at 00:00:00; the alarm did not change".
std::string last_link(const std::vector<Json>& entries);

}  // namespace keytrail::scenario
