// The Filters of ListSecrets and BatchGetSecretValue: all filters must hold, of a filter's values
// one (API reference, "Filter").
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

Result<void> check_filters(const Json& input);
bool matches_filters(const Secret& secret, const Json& input);

}  // namespace keytrail::secretsmanager
