#include "kms/tags.h"

#include <algorithm>

#include "base/text.h"
#include "kms/errors.h"

namespace keytrail::kms {

Result<std::vector<Tag>> read_tags(const Json& input) {
  std::vector<Tag> tags;
  const Json* given = find_member(input, "Tags");
  if (given == nullptr) return tags;
  if (given->size() > kTagsPerKeyMax) return too_many_tags();
  for (const Json& entry : *given) {
    Tag tag{string_member(entry, "TagKey"), string_member(entry, "TagValue")};
    if (starts_with_ignoring_case(tag.key, "aws:")) return reserved_tag();
    if (find_tag(tags, tag.key) != nullptr) return duplicate_tag_keys();
    tags.push_back(std::move(tag));
  }
  return tags;
}

Json recorded_tags(const Json& tags) {
  Json shown = Json::array();
  for (const Json& tag : tags) {
    shown.push_back(
        {{"tagKey", string_member(tag, "TagKey")}, {"tagValue", string_member(tag, "TagValue")}});
  }
  return shown;
}

Tag* find_tag(std::vector<Tag>& tags, std::string_view key) {
  const auto found =
      std::find_if(tags.begin(), tags.end(), [&](const Tag& tag) { return tag.key == key; });
  return found == tags.end() ? nullptr : &*found;
}

}  // namespace keytrail::kms
