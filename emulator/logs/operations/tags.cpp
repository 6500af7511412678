// Two families of calls over one set of tags: by ARN, and the older ones by group name.
#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

constexpr std::size_t kTagsMax = 50;

using Tags = std::map<std::string, std::string>;

Result<std::string> require_tagged_group(const State& state, const Context& context,
                                         const Json& input) {
  const auto named = parse_group_arn(string_member(input, "resourceArn"));
  if (!named || named->scope != context.scope()) return errors::group_not_found();
  std::string id = group_id(named->scope, named->name);
  if (state.groups.find(id) == nullptr) return errors::group_not_found();
  return id;
}

Result<Json> add_tags(State& state, const std::string& group_id, const Json& input) {
  Tags tags = input.at("tags").get<Tags>();
  tags.merge(Tags(state.groups.find(group_id)->tags));  // What is given anew wins.
  if (tags.size() > kTagsMax) return errors::too_many_tags();
  state.groups.edit(group_id)->tags = std::move(tags);
  return Json();
}

Result<Json> remove_tags(State& state, const std::string& group_id, const Json& keys) {
  Tags& tags = state.groups.edit(group_id)->tags;
  for (const Json& key : keys) tags.erase(key.get<std::string>());
  return Json();
}

Result<Json> list_tags(const State& state, const std::string& group_id) {
  const Tags& tags = state.groups.find(group_id)->tags;
  Json object = Json::object();
  for (const auto& [key, value] : tags) object[key] = value;
  return Json{{"tags", std::move(object)}};
}

}  // namespace

Result<Json> tag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_tagged_group(state, context, input));
  return add_tags(state, id, input);
}

Result<Json> untag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_tagged_group(state, context, input));
  return remove_tags(state, id, input.at("tagKeys"));
}

Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_tagged_group(state, context, input));
  return list_tags(state, id);
}

Result<Json> tag_log_group(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_group_id(state, context, input));
  return add_tags(state, id, input);
}

Result<Json> untag_log_group(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_group_id(state, context, input));
  return remove_tags(state, id, input.at("tags"));
}

Result<Json> list_tags_log_group(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_group_id(state, context, input));
  return list_tags(state, id);
}

}  // namespace keytrail::logs
