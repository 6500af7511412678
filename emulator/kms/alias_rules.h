// Names of aliases, and what the record of an alias operation shows.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// Whether a customer may create, move or delete an alias of this name.
Result<void> check_alias_name(const std::string& name);
// CreateAlias and UpdateAlias take a key by id or ARN only.
Result<void> check_alias_target(const std::string& target);

std::size_t count_aliases(const State& kms, const Key& key);

// Both resources, and the key's ARN as responseElements, which the reply does not have.
void note_alias(Context& context, const std::string& alias_arn, const std::string& key_arn);

inline constexpr std::size_t kAliasesPerKeyMax = 50;

}  // namespace keytrail::kms
