#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/operations/operations.h"
#include "kms/tags.h"

namespace keytrail::kms {

Result<Json> tag_resource(State& kms, Context& context, const Json& input) {
  KT_TRY(std::vector<Tag> given, read_tags(input));
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::TagResource, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::TagResource, *key));
  std::vector<Tag> tags = key->tags;
  for (Tag& tag : given) {
    if (Tag* existing = find_tag(tags, tag.key)) {
      existing->value = std::move(tag.value);
    } else {
      tags.push_back(std::move(tag));
    }
  }
  if (tags.size() > kTagsPerKeyMax) return too_many_tags();

  kms.keys.edit(key->row_id())->tags = std::move(tags);
  return Json();
}

}  // namespace keytrail::kms
