// Checks one expectation against what an Observer sees.
#pragma once

#include <optional>
#include <string>

#include "scenario/observer.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

// Nothing when it holds; an error when it could not be looked at.
Result<std::optional<Mismatch>> check(const Expectation& expectation, Observer& observer,
                                      const Values& values);

// The claim in words, for people: "alarm kms-errors is ALARM", "never a mail".
std::string describe(const Expectation& expectation, const Values& values);

}  // namespace keytrail::scenario
