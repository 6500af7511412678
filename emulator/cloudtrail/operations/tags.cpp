#include "cloudtrail/tags.h"

#include "cloudtrail/errors.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

constexpr std::size_t kResourceIdsMax = 20;

// Tags go by ARN, in the region of the ARN only. Those of an organization trail its members see.
Result<const Trail*> require_tagged(const State& state, const Context& context,
                                    const std::string& arn) {
  if (!arn.starts_with("arn:")) return invalid_trail_arn(arn);
  KT_TRY(const TrailName name, parse_trail_name(context, arn));
  if (name.home.region != context.region()) return arn_of_other_region(context.region());
  const Trail* trail = find_trail(state, context, name);
  if (trail == nullptr) return resource_not_found(arn);
  return trail;
}

Result<const Trail*> require_own_tagged(const State& state, const Context& context,
                                        const std::string& arn) {
  KT_TRY(const Trail* trail, require_tagged(state, context, arn));
  if (trail->home.account != context.account()) return not_management_account();
  return trail;
}

// A tag without a value is shown without one.
Json render_tags(const std::map<std::string, std::string>& tags) {
  Json list = Json::array();
  for (const auto& [key, value] : tags) {
    Json tag = {{"Key", key}};
    if (!value.empty()) tag["Value"] = value;
    list.push_back(std::move(tag));
  }
  return list;
}

}  // namespace

Result<Json> add_tags(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail,
         require_own_tagged(state, context, string_member(input, "ResourceId")));
  KT_TRY(auto tags, merge_tags(trail->tags, find_member(input, "TagsList")));
  state.trails.edit(trail->id())->tags = std::move(tags);
  return Json::object();
}

Result<Json> remove_tags(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail,
         require_own_tagged(state, context, string_member(input, "ResourceId")));
  std::map<std::string, std::string> tags = trail->tags;
  for (const Json& tag : input.at("TagsList")) tags.erase(string_member(tag, "Key"));
  state.trails.edit(trail->id())->tags = std::move(tags);
  return Json::object();
}

Result<Json> list_tags(State& state, Context& context, const Json& input) {
  const Json& arns = input.at("ResourceIdList");
  if (arns.size() > kResourceIdsMax) return too_many_resource_ids();
  Json list = Json::array();
  for (const Json& arn : arns) {
    KT_TRY(const Trail* trail, require_tagged(state, context, arn.get<std::string>()));
    list.push_back({{"ResourceId", trail->arn()}, {"TagsList", render_tags(trail->tags)}});
  }
  return Json{{"ResourceTagList", std::move(list)}};
}

}  // namespace keytrail::cloudtrail
