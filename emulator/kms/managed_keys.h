// AWS managed keys: one per service, account and region, made when the service first needs it
// (KMS guide, "AWS managed keys"). Customers can look at them and not change them.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

struct ManagedAlias {
  std::string_view alias;        // "alias/aws/secretsmanager".
  std::string_view service;      // "secretsmanager".
  std::string_view title;        // "AWS Secrets Manager".
  std::string_view description;  // Of the key.
};

// Null for every other name.
const ManagedAlias* find_managed_alias(std::string_view alias_name);

// Makes key and alias unless they are there.
void ensure_managed_key(State& kms, Context& context, const ManagedAlias& managed);

}  // namespace keytrail::kms
