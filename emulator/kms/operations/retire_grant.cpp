// RetireGrant and RevokeGrant: two ways to take a grant away, for different people.
#include "kms/authorization.h"
#include "kms/cryptography.h"
#include "kms/errors.h"
#include "kms/grants.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {
namespace {

// The row of the grant that a token, or a key and a grant id, name.
Result<std::string> row_to_retire(const State& kms, const Context& context, const Json& input) {
  const auto token = optional_string(input, "GrantToken");
  const auto key_id = optional_string(input, "KeyId");
  const auto grant_id = optional_string(input, "GrantId");
  const bool is_by_token = token && !key_id && !grant_id;
  const bool is_by_id = !token && key_id && grant_id;
  if (!is_by_token && !is_by_id) return one_way_to_retire();
  if (is_by_token) {
    const std::optional<std::string> row = row_of_grant_token(*token);
    if (!row) return invalid_grant_token();
    if (kms.grants.find(*row) == nullptr) return grant_of_token_not_found();
    return *row;
  }
  KT_TRY(const Key* key, find_key(kms, context.scope(), *key_id, KeyIdForms::IdOrArn));
  KT_TRY_VOID(check_grant_id(*grant_id));
  std::string row = grant_row(*key, *grant_id);
  if (kms.grants.find(row) == nullptr) return grant_not_found(*grant_id);
  return row;
}

Result<void> authorize_retirement(const State& kms, const Context& context, const Grant& grant,
                                  const Key& key) {
  if (!context.ports.permissions.is_enforced()) return {};
  constexpr const char* kAction = "RetireGrant";
  const Identity& caller = context.caller.identity;
  if (!may_retire(grant, caller)) {
    return access_denied(caller.arn, kAction, key.arn, because_no_resource_policy(kAction));
  }
  return authorize(kms, context, KeyOperation::RetireGrant, kAction, key);
}

}  // namespace

Result<Json> retire_grant(State& kms, Context& context, const Json& input) {
  context.record.request_parameters = Json();
  KT_TRY(const std::string row, row_to_retire(kms, context, input));
  const Grant& grant = *kms.grants.find(row);
  KT_TRY(const Key* key, find_key(kms, context.scope(), grant.key_arn, KeyIdForms::IdOrArn));
  note_resource(context, *key);
  KT_TRY_VOID(authorize_retirement(kms, context, grant, *key));
  KT_TRY_VOID(check_key_state(KeyOperation::RetireGrant, *key));
  KT_TRY_VOID(check_dry_run(input));

  context.record.additional_event_data = Json{{"grantId", grant.id}};
  kms.grants.erase(row);
  return Json();
}

Result<Json> revoke_grant(State& kms, Context& context, const Json& input) {
  const std::string id = string_member(input, "GrantId");
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::RevokeGrant, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::RevokeGrant, *key));
  KT_TRY_VOID(check_grant_id(id));
  const std::string row = grant_row(*key, id);
  if (kms.grants.find(row) == nullptr) return grant_not_found(id);
  KT_TRY_VOID(check_dry_run(input));

  kms.grants.erase(row);
  return Json();
}

}  // namespace keytrail::kms
