#include "cloudtrail/tags.h"

#include <set>

#include "base/text.h"
#include "cloudtrail/errors.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::size_t kTagsMax = 50;

}  // namespace

Result<std::map<std::string, std::string>> merge_tags(std::map<std::string, std::string> tags,
                                                      const Json* list) {
  if (list == nullptr) return tags;
  std::set<std::string> given;
  for (const Json& tag : *list) {
    const std::string key = string_member(tag, "Key");
    if (starts_with_ignoring_case(key, "aws:")) return reserved_tag_key(key);
    if (!given.insert(key).second) return duplicate_tag_key(key);
    tags[key] = string_member(tag, "Value");
  }
  if (tags.size() > kTagsMax) return too_many_tags();
  return tags;
}

}  // namespace keytrail::cloudtrail
