#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {

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

  const std::string prefix = context.scope().prefix();
  const auto& rows = kms.aliases.rows();
  for (auto row = rows.upper_bound(prefix + page.after()); row != rows.end(); ++row) {
    if (!row->first.starts_with(prefix)) break;
    const Alias& alias = row->second;
    if (filter != nullptr && alias.key_id != filter->id) continue;
    const bool is_added = page.add(alias.name, {{"AliasName", alias.name},
                                                {"AliasArn", alias.arn},
                                                {"TargetKeyId", alias.key_id},
                                                {"CreationDate", millis_of(alias.created_at)},
                                                {"LastUpdatedDate", millis_of(alias.updated_at)}});
    if (!is_added) break;
  }
  return page.finish();
}

}  // namespace keytrail::kms
