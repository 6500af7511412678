#include "sns/tags.h"

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

Result<const Topic*> require_tagged(const State& state, const Context& context, const Json& input) {
  KT_TRY(const Arn arn,
         parse_topic_arn(context, "ResourceArn", string_member(input, "ResourceArn")));
  const Topic* topic = state.topics.find(row_id(arn));
  if (topic == nullptr) return errors::resource_not_found();
  return topic;
}

}  // namespace

Result<Json> tag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_tagged(state, context, input));
  KT_TRY(const Tags given, read_tags(input));
  Tags merged = topic->tags;
  for (const auto& [key, value] : given) merged[key] = value;
  if (merged.size() > kTagsMax) return errors::too_many_tags();
  edit_topic(state, *topic).tags = std::move(merged);
  return Json::object();
}

Result<Json> untag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_tagged(state, context, input));
  Topic& edited = edit_topic(state, *topic);
  for (const Json& key : input.at("TagKeys")) edited.tags.erase(key.get<std::string>());
  return Json::object();
}

Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_tagged(state, context, input));
  return Json{{"Tags", render_tags(topic->tags)}};
}

}  // namespace keytrail::sns
