#include "kms/alias_rules.h"
#include "kms/authorization.h"
#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

// Both symmetric, both asymmetric or both HMAC, and for the same use (KMS API reference,
// UpdateAlias): whoever calls by the alias goes on working.
bool can_take_over(const Key& current, const Key& next) {
  return current.usage == next.usage &&
         current.is_symmetric_encryption() == next.is_symmetric_encryption();
}

}  // namespace

Result<Json> update_alias(State& kms, Context& context, const Json& input) {
  const std::string name = string_member(input, "AliasName");
  const std::string target = string_member(input, "TargetKeyId");
  KT_TRY_VOID(check_alias_name(name));
  KT_TRY_VOID(check_alias_target(target));
  const std::string row = context.scope().id(name);
  const Alias* alias = kms.aliases.find(row);
  if (alias == nullptr) return alias_not_found(alias_arn(context.scope(), name));
  KT_TRY_VOID(authorize_by_identity(kms, context, "UpdateAlias", alias->arn));
  const Key& left = *kms.keys.find(context.scope().id(alias->key_id));
  KT_TRY_VOID(authorize(kms, context, KeyOperation::UpdateAlias, "UpdateAlias", left));
  // The state of the key that the alias leaves does not matter.
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::UpdateAlias, target));
  KT_TRY_VOID(check_key_state(KeyOperation::UpdateAlias, *key));
  const Key* current = kms.keys.find(context.scope().id(alias->key_id));
  KT_ASSERT(current != nullptr);
  if (!can_take_over(*current, *key)) return alias_of_another_kind();
  const bool is_new_target = alias->key_id != key->id;
  if (is_new_target && count_aliases(kms, *key) >= kAliasesPerKeyMax) {
    return too_many_aliases(key->arn);
  }

  Alias& changed = *kms.aliases.edit(row);
  changed.key_id = key->id;
  changed.updated_at = context.now;
  note_alias(context, changed.arn, key->arn);
  return Json();
}

}  // namespace keytrail::kms
