#include "kms/alias_rules.h"
#include "kms/authorization.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> delete_alias(State& kms, Context& context, const Json& input) {
  const std::string name = string_member(input, "AliasName");
  KT_TRY_VOID(check_alias_name(name));
  const std::string row = context.scope().id(name);
  const Alias* alias = kms.aliases.find(row);
  if (alias == nullptr) return alias_not_found(alias_arn(context.scope(), name));
  const Key& key = *kms.keys.find(context.scope().id(alias->key_id));
  KT_TRY_VOID(authorize_by_identity(kms, context, "DeleteAlias", alias->arn));
  KT_TRY_VOID(authorize(kms, context, KeyOperation::DeleteAlias, "DeleteAlias", key));
  KT_TRY_VOID(check_key_state(KeyOperation::DeleteAlias, key));

  note_alias(context, alias->arn, key.arn);
  kms.aliases.erase(row);
  return Json();
}

}  // namespace keytrail::kms
