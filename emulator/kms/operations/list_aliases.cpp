#include "kms/key_lookup.h"
#include "kms/managed_keys.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {
namespace {

Json entry_of(const Alias& alias) {
  return {{"AliasName", alias.name},
          {"AliasArn", alias.arn},
          {"TargetKeyId", alias.key_id},
          {"CreationDate", millis_of(alias.created_at)},
          {"LastUpdatedDate", millis_of(alias.updated_at)}};
}

// The predefined aliases that have no key yet, one after the other, from behind a name on.
class Predefined {
 public:
  Predefined(const State& kms, const Scope& scope, std::string_view after)
      : kms_(kms), scope_(scope) {
    while (!left_.empty() && left_.front().alias <= after) left_ = left_.subspan(1);
  }

  // Adds those that come before `name`. False when the page is full.
  bool add_before(std::string_view name, Page& page) {
    for (; !left_.empty() && left_.front().alias < name; left_ = left_.subspan(1)) {
      const std::string alias(left_.front().alias);
      if (kms_.aliases.find(scope_.id(alias)) != nullptr) continue;  // It has one.
      if (!page.add(alias, {{"AliasName", alias}, {"AliasArn", alias_arn(scope_, alias)}})) {
        return false;
      }
    }
    return true;
  }

 private:
  const State& kms_;
  const Scope& scope_;
  std::span<const ManagedAlias> left_ = managed_aliases();
};

}  // namespace

Result<Json> list_aliases(State& kms, Context& context, const Json& input) {
  context.record.has_resources_member = true;
  KT_TRY(Page page, Page::open(input, {50, 100}, "Aliases"));
  const Key* filter = nullptr;
  if (const auto key_id = optional_string(input, "KeyId")) {
    const KeyIdForms forms = rule_of(KeyOperation::ListAliases).forms;
    KT_TRY(filter, find_key(kms, context.scope(), *key_id, forms));
    if (filter->scope != context.scope()) return no_such_key(filter->scope, filter->id);
    KT_TRY_VOID(check_key_state(KeyOperation::ListAliases, *filter));
  }

  const Scope& scope = context.scope();
  const std::string prefix = scope.prefix();
  const auto& rows = kms.aliases.rows();
  Predefined predefined(kms, scope, page.after());
  bool has_room = true;
  for (auto row = rows.upper_bound(prefix + page.after()); has_room && row != rows.end(); ++row) {
    if (!row->first.starts_with(prefix)) break;
    const Alias& alias = row->second;
    if (filter != nullptr && alias.key_id != filter->id) continue;
    if (filter == nullptr) has_room = predefined.add_before(alias.name, page);
    has_room = has_room && page.add(alias.name, entry_of(alias));
  }
  // "alias0" comes after all that begins with "alias/".
  if (filter == nullptr && has_room) predefined.add_before("alias0", page);
  return page.finish();
}

}  // namespace keytrail::kms
