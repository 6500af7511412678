#include "kms/key_lookup.h"

#include <algorithm>

#include "kms/authorization.h"
#include "kms/errors.h"
#include "kms/grants.h"
#include "kms/managed_keys.h"

namespace keytrail::kms {
namespace {

constexpr std::string_view kAliasPrefix = "alias/";
constexpr std::string_view kKeyPrefix = "key/";
constexpr const char* kResourceType = "AWS::KMS::Key";  // Of aliases, too.

bool is_noted(const Context& context, const std::string& arn) {
  return std::ranges::any_of(context.record.resources,
                             [&](const auto& resource) { return resource.arn == arn; });
}

bool is_hex(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
  });
}

// A UUID with hyphens, or "mrk-" and 32 hex digits.
bool is_well_formed(std::string_view id) {
  if (id.starts_with("mrk-")) return id.size() == 36 && is_hex(id.substr(4));
  if (id.size() != 36) return false;
  for (const std::size_t hyphen : {8u, 13u, 18u, 23u}) {
    if (id[hyphen] != '-') return false;
  }
  return is_hex(id.substr(0, 8)) && is_hex(id.substr(9, 4)) && is_hex(id.substr(14, 4)) &&
         is_hex(id.substr(19, 4)) && is_hex(id.substr(24));
}

// What a KeyId names, and in which account.
struct KeyName {
  Scope scope;
  std::string text;  // "alias/…" or a key id.
};

Result<KeyName> parse_key_name(const Scope& scope, const std::string& given, KeyIdForms forms) {
  if (!given.starts_with("arn:")) {
    const bool is_alias = given.starts_with(kAliasPrefix);
    if (is_alias && forms != KeyIdForms::AliasToo) return alias_not_accepted();
    if (!is_alias && !is_well_formed(given)) return invalid_key_id(given);
    return KeyName{scope, given};
  }
  const std::optional<Arn> arn = parse_arn(given);
  if (!arn || arn->service != "kms") return invalid_arn(given);
  if (arn->region != scope.region) return invalid_arn_region(arn->region);
  const Scope owner{arn->account, arn->region};
  if (arn->resource.starts_with(kAliasPrefix)) {
    if (forms != KeyIdForms::AliasToo) return alias_not_accepted();
    return KeyName{owner, arn->resource};
  }
  if (!arn->resource.starts_with(kKeyPrefix)) return invalid_arn(given);
  std::string id = arn->resource.substr(kKeyPrefix.size());
  if (!is_well_formed(id)) return invalid_key_id_in_arn(id);
  return KeyName{owner, std::move(id)};
}

Result<const Key*> find_named(const State& kms, const KeyName& name) {
  const auto& [scope, text] = name;
  if (text.starts_with(kAliasPrefix)) {
    const Alias* alias = kms.aliases.find(scope.id(text));
    if (alias == nullptr) return alias_not_found(alias_arn(scope, text));
    return kms.keys.find(scope.id(alias->key_id));
  }
  const Key* key = kms.keys.find(scope.id(text));
  if (key == nullptr) return no_such_key(scope, text);
  return key;
}

std::string_view action_of(KeyOperation operation, std::string_view action) {
  return action.empty() ? rule_of(operation).name : action;
}

}  // namespace

std::string key_arn(const Scope& scope, const std::string& key_id) {
  return "arn:aws:kms:" + scope.region + ":" + scope.account + ":key/" + key_id;
}

std::string alias_arn(const Scope& scope, const std::string& alias_name) {
  return "arn:aws:kms:" + scope.region + ":" + scope.account + ":" + alias_name;
}

ApiError no_such_key(const Scope& scope, const std::string& key_id) {
  return key_not_found(key_arn(scope, key_id));
}

Result<const Key*> find_key(const State& kms, const Scope& scope, const std::string& given,
                            KeyIdForms forms) {
  KT_TRY(const KeyName name, parse_key_name(scope, given, forms));
  return find_named(kms, name);
}

const Key* find_key_of_ciphertext(const State& kms, const Scope& scope, const std::string& key_id) {
  if (const Key* own = kms.keys.find(scope.id(key_id))) return own;
  // Rows are in the order of accounts: one look into each.
  const auto& rows = kms.keys.rows();
  for (auto row = rows.begin(); row != rows.end();) {
    const std::string& account = row->second.scope.account;
    if (const Key* key = kms.keys.find(Scope{account, scope.region}.id(key_id))) return key;
    row = rows.lower_bound(account + static_cast<char>('/' + 1));
  }
  return nullptr;
}

void note_resource(Context& context, const Key& key) {
  if (is_noted(context, key.arn)) return;
  context.record.resources.push_back({kResourceType, key.arn, key.scope.account});
  context.record.used_rows.push_back(key.row_id());
}

void note_resource(Context& context, const std::string& arn) {
  if (is_noted(context, arn)) return;
  const std::optional<Arn> parts = parse_arn(arn);
  KT_ASSERT(parts.has_value());
  context.record.resources.push_back({kResourceType, arn, parts->account});
}

Result<void> admit_key(const State& kms, Context& context, KeyOperation operation, const Key& key,
                       std::string_view action) {
  const bool is_own = key.scope.account == context.account();
  if (is_own) note_resource(context, key);
  KT_TRY_VOID(authorize(kms, context, operation, action_of(operation, action), key));
  // A record of another account's key would be one in that account, too: not of a denial.
  if (!is_own) note_resource(context, key);
  return check_grant_tokens(context);
}

Result<const Key*> require_key(State& kms, Context& context, KeyOperation operation,
                               const std::string& given, std::string_view action) {
  const KeyIdForms forms = rule_of(operation).forms;
  KT_TRY(const KeyName name, parse_key_name(context.scope(), given, forms));
  const bool is_own = name.scope == context.scope();
  if (const ManagedAlias* managed = find_managed_alias(name.text); managed != nullptr && is_own) {
    // DescribeKey makes the key for anybody (KMS API reference, DescribeKey).
    const bool may_make = context.caller.is_service() || operation == KeyOperation::DescribeKey;
    if (may_make) ensure_managed_key(kms, context, *managed);
  }
  Result<const Key*> key = find_named(kms, name);
  if (!key.ok() && !is_own) return denied_to_stranger(context, action_of(operation, action));
  if (!key.ok()) return key;
  KT_TRY_VOID(admit_key(kms, context, operation, *key.value(), action));
  return key;
}

}  // namespace keytrail::kms
