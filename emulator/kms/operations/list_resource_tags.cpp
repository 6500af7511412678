#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"
#include "kms/tags.h"

namespace keytrail::kms {

Result<Json> list_resource_tags(State& kms, Context& context, const Json& input) {
  KT_TRY(Page page, Page::open(input, {50, 50}, "Tags"));
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::ListResourceTags, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ListResourceTags, *key));

  // Tags keep the order in which they were added; the marker names the last one shown.
  bool is_beyond = page.after().empty();
  for (const Tag& tag : key->tags) {
    if (is_beyond && !page.add(tag.key, {{"TagKey", tag.key}, {"TagValue", tag.value}})) break;
    is_beyond = is_beyond || tag.key == page.after();
  }
  return page.finish();
}

}  // namespace keytrail::kms
