#include "secretsmanager/tags.h"

#include "secretsmanager/operations.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {

Result<Json> tag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(std::vector<Tag> tags, with_tags(secret->tags.value_or(std::vector<Tag>()), input));
  change_secret(state, context, secret->name).tags = std::move(tags);
  return Json();
}

Result<Json> untag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  if (!secret->tags) return Json();
  const std::set<std::string> keys = input["TagKeys"];
  std::erase_if(*change_secret(state, context, secret->name).tags,
                [&](const Tag& tag) { return keys.contains(tag.key); });
  return Json();
}

}  // namespace keytrail::secretsmanager
