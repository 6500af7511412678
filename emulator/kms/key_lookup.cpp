#include "kms/key_lookup.h"

#include <algorithm>

#include "kms/errors.h"
#include "kms/managed_keys.h"

namespace keytrail::kms {
namespace {

constexpr std::string_view kAliasPrefix = "alias/";
constexpr std::string_view kKeyPrefix = "key/";

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

// What a KeyId names inside its scope: "alias/…" or a key id. Another account's keys do not exist
// here, since each account is separate.
Result<std::string> parse_key_name(const Scope& scope, const std::string& given, KeyIdForms forms) {
  if (!given.starts_with("arn:")) {
    const bool is_alias = given.starts_with(kAliasPrefix);
    if (is_alias && forms != KeyIdForms::AliasToo) return alias_not_accepted();
    if (!is_alias && !is_well_formed(given)) return invalid_key_id(given);
    return given;
  }
  const std::optional<Arn> arn = parse_arn(given);
  if (!arn || arn->service != "kms") return invalid_arn(given);
  if (arn->region != scope.region) return invalid_arn_region(arn->region);
  if (arn->resource.starts_with(kAliasPrefix)) {
    if (forms != KeyIdForms::AliasToo) return alias_not_accepted();
    if (arn->account != scope.account) return alias_not_found(given);
    return arn->resource;
  }
  if (!arn->resource.starts_with(kKeyPrefix)) return invalid_arn(given);
  std::string id = arn->resource.substr(kKeyPrefix.size());
  if (!is_well_formed(id)) return invalid_key_id_in_arn(id);
  if (arn->account != scope.account) return key_not_found(given);
  return id;
}

Result<const Key*> find_named(const State& kms, const Scope& scope, const std::string& name) {
  if (name.starts_with(kAliasPrefix)) {
    const Alias* alias = kms.aliases.find(scope.id(name));
    if (alias == nullptr) return alias_not_found(alias_arn(scope, name));
    return kms.keys.find(scope.id(alias->key_id));
  }
  const Key* key = kms.keys.find(scope.id(name));
  if (key == nullptr) return no_such_key(scope, name);
  return key;
}

// The key policy of an AWS managed key lets its service in, and everybody else only look.
bool may_look(std::string_view operation) {
  return operation.starts_with("Describe") || operation.starts_with("Get") ||
         operation.starts_with("List");
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
  KT_TRY(const std::string name, parse_key_name(scope, given, forms));
  return find_named(kms, scope, name);
}

void note_resource(Context& context, const std::string& arn) {
  for (const RecordDraft::Resource& resource : context.record.resources) {
    if (resource.arn == arn) return;
  }
  context.record.resources.push_back({"AWS::KMS::Key", arn, context.account()});
}

Result<void> admit_key(Context& context, KeyOperation operation, const Key& key) {
  note_resource(context, key.arn);
  if (!key.is_aws_managed() || context.caller.is_service()) return {};
  const std::string_view name = rule_of(operation).name;
  if (may_look(name)) return {};
  return access_denied(context.caller.identity.arn, name, key.arn);
}

Result<const Key*> require_key(State& kms, Context& context, KeyOperation operation,
                               const std::string& given) {
  const KeyIdForms forms = rule_of(operation).forms;
  KT_TRY(const std::string name, parse_key_name(context.scope(), given, forms));
  if (const ManagedAlias* managed = find_managed_alias(name)) {
    // DescribeKey makes the key for anybody (KMS API reference, DescribeKey).
    const bool may_make = context.caller.is_service() || operation == KeyOperation::DescribeKey;
    if (may_make) ensure_managed_key(kms, context, *managed);
  }
  KT_TRY(const Key* key, find_named(kms, context.scope(), name));
  KT_TRY_VOID(admit_key(context, operation, *key));
  return key;
}

}  // namespace keytrail::kms
