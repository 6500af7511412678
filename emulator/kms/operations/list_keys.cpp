#include "kms/operations/operations.h"
#include "kms/paging.h"

namespace keytrail::kms {

Result<Json> list_keys(State& kms, Context& context, const Json& input) {
  context.record.has_resources_member = true;
  KT_TRY(Page page, Page::open(input, {100, 1000}, "Keys"));
  const std::string prefix = context.scope().prefix();
  const auto& rows = kms.keys.rows();
  for (auto row = rows.upper_bound(prefix + page.after()); row != rows.end(); ++row) {
    const Key& key = row->second;
    if (key.scope != context.scope()) break;
    if (!page.add(key.id, {{"KeyId", key.id}, {"KeyArn", key.arn}})) break;
  }
  return page.finish();
}

}  // namespace keytrail::kms
