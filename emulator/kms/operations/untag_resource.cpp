#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/tags.h"

namespace keytrail::kms {

Result<Json> untag_resource(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* found,
         require_key(kms, context, KeyOperation::UntagResource, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::UntagResource, *found));

  Key& key = *kms.keys.edit(found->row_id());
  for (const Json& tag_key : *find_member(input, "TagKeys")) {
    std::erase_if(key.tags, [&](const Tag& tag) { return tag_key == tag.key; });
  }
  context.record.response_elements = Json{{"keyId", key.arn}};
  return Json();
}

}  // namespace keytrail::kms
