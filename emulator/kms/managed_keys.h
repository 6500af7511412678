// AWS managed keys: one per service, account and region, made when the service first needs it
// (KMS guide, "AWS managed keys"). Customers can look at them and not change them. Their aliases
// are predefined: they are listed before there is a key (KMS API reference, ListAliases).
#pragma once

#include <span>

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

struct ManagedAlias {
  std::string_view alias;             // "alias/aws/secretsmanager".
  std::string_view endpoint;          // "secretsmanager": what kms:ViaService calls the service.
  std::string_view title;             // "AWS Secrets Manager", as the key's policy calls it.
  std::string_view protected_things;  // "Secrets Manager data", as the key's description does.
};

// In the order of their names.
std::span<const ManagedAlias> managed_aliases();

// Null for a name that is none of them.
const ManagedAlias* find_managed_alias(std::string_view alias_name);

// Makes key and alias unless they are there.
void ensure_managed_key(State& kms, Context& context, const ManagedAlias& managed);

}  // namespace keytrail::kms
