#include "secretsmanager/tags.h"

#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

constexpr std::size_t kTagsMax = 50;

}  // namespace

Result<std::vector<Tag>> with_tags(std::vector<Tag> tags, const Json& input) {
  for (const Json& item : input["Tags"]) {
    Tag given{string_member(item, "Key"), string_member(item, "Value")};
    if (given.key.empty()) return tag_key_missing();
    const auto present = std::find_if(tags.begin(), tags.end(),
                                      [&](const Tag& tag) { return tag.key == given.key; });
    if (present == tags.end()) {
      tags.push_back(std::move(given));
    } else {
      *present = std::move(given);
    }
  }
  if (tags.size() > kTagsMax) return too_many_tags();
  return tags;
}

Json show_tags(const std::vector<Tag>& tags) {
  Json list = Json::array();
  for (const Tag& tag : tags) list.push_back({{"Key", tag.key}, {"Value", tag.value}});
  return list;
}

}  // namespace keytrail::secretsmanager
