#include "cloudwatch/tags.h"

#include <algorithm>

#include "cloudwatch/errors.h"

namespace keytrail::cloudwatch {

namespace {
constexpr std::size_t kTagsMax = 50;
}

Result<std::vector<Tag>> tags_with(std::vector<Tag> tags, const Json& given) {
  for (const Json& one : given) {
    const std::string key = string_member(one, "Key");
    if (key.starts_with("aws:")) return invalid_value(key, "Tags.member.Key");
    auto tag = std::find_if(tags.begin(), tags.end(), [&](const Tag& t) { return t.key == key; });
    if (tag == tags.end()) tag = tags.insert(tag, Tag{key, {}});
    tag->value = string_member(one, "Value");
  }
  if (tags.size() > kTagsMax) return collection_too_large("Tags", kTagsMax);
  return tags;
}

}  // namespace keytrail::cloudwatch
