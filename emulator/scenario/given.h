// `given` is sugar: a trail, filters, topics, alarms and keys in few words, which become the calls
// a person would make, in the order in which they have to be made.
#pragma once

#include <vector>

#include "scenario/scenario.h"

namespace keytrail::scenario {

// Whether a bucket has to let CloudTrail in before a trail can be made into it, as on AWS. Where
// `given` enforces policies, it has to in any case.
enum class BucketPolicies { NotAsked, Asked };

// Adds the calls to `scenario.given` and the names they save to `scenario.names`.
void expand_given(YamlSource& source, const Yaml& given, Scenario& scenario,
                  BucketPolicies policies = BucketPolicies::NotAsked);

}  // namespace keytrail::scenario
