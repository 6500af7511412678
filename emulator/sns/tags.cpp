#include "sns/tags.h"

#include "sns/errors.h"

namespace keytrail::sns {

Result<Tags> read_tags(const Json& input) {
  Tags tags;
  const Json* list = find_member(input, "Tags");
  if (list == nullptr) return tags;
  for (const Json& tag : *list) {
    const bool is_new = tags.emplace(string_member(tag, "Key"), string_member(tag, "Value")).second;
    if (!is_new) return errors::duplicate_tag_keys();
  }
  if (tags.size() > kTagsMax) return errors::too_many_tags();
  return tags;
}

Json render_tags(const Tags& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags) list.push_back({{"Key", key}, {"Value", value}});
  return list;
}

}  // namespace keytrail::sns
