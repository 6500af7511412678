#include "kms/alias_rules.h"
#include "kms/authorization.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> create_alias(State& kms, Context& context, const Json& input) {
  const std::string name = string_member(input, "AliasName");
  const std::string target = string_member(input, "TargetKeyId");
  KT_TRY_VOID(check_alias_name(name));
  KT_TRY_VOID(check_alias_target(target));
  KT_TRY_VOID(authorize_by_identity(kms, context, "CreateAlias", alias_arn(context.scope(), name)));
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::CreateAlias, target));
  KT_TRY_VOID(check_key_state(KeyOperation::CreateAlias, *key));

  const std::string row = context.scope().id(name);
  const std::string arn = alias_arn(context.scope(), name);
  if (kms.aliases.find(row) != nullptr) return alias_exists(arn);
  if (count_aliases(kms, *key) >= kAliasesPerKeyMax) return too_many_aliases(key->arn);

  kms.aliases.put(row, Alias{name, arn, key->id, context.now, context.now});
  note_alias(context, arn, key->arn);
  return Json();
}

}  // namespace keytrail::kms
