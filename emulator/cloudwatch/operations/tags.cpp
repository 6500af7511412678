#include "cloudwatch/tags.h"

#include <algorithm>

#include "base/arn.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {
namespace {

// The alarm's id, should there be such an alarm.
Result<std::string> alarm_id_of(const Context& context, const Json& input) {
  const std::string text = string_member(input, "ResourceARN");
  const std::optional<Arn> arn = parse_arn(text);
  constexpr std::string_view kAlarm = "alarm:";
  if (!arn || arn->service != "cloudwatch" || !arn->resource.starts_with(kAlarm)) {
    return invalid_value(text, "ResourceARN");
  }
  if (arn->account != context.account() || arn->region != context.region()) {
    return resource_not_found(text);
  }
  return context.scope().id(arn->resource.substr(kAlarm.size()));
}

}  // namespace

Result<Json> tag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, alarm_id_of(context, input));
  const Alarm* alarm = state.alarms.find(id);
  if (!alarm) return resource_not_found(string_member(input, "ResourceARN"));
  KT_TRY(std::vector<Tag> tags, tags_with(alarm->tags, input["Tags"]));
  state.alarms.edit(id)->tags = std::move(tags);
  return Json::object();
}

Result<Json> untag_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, alarm_id_of(context, input));
  Alarm* alarm = state.alarms.edit(id);
  if (!alarm) return resource_not_found(string_member(input, "ResourceARN"));
  const Json& keys = input["TagKeys"];
  std::erase_if(alarm->tags, [&](const Tag& tag) {
    return std::find(keys.begin(), keys.end(), Json(tag.key)) != keys.end();
  });
  return Json::object();
}

// The tags of an alarm that was deleted are an empty list, not an error.
Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, alarm_id_of(context, input));
  Json tags = Json::array();
  if (const Alarm* alarm = state.alarms.find(id)) {
    for (const Tag& tag : alarm->tags) {
      tags.push_back(Json{{"Key", tag.key}, {"Value", tag.value}});
    }
  }
  return Json{{"Tags", std::move(tags)}};
}

}  // namespace keytrail::cloudwatch
