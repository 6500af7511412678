#include "cloudtrail/operations/operations.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

// Without names: the trails of this region and the shadows of those that others have here, and that
// the organization has in its member accounts. A trail that is not found is left out rather than an
// error.
Result<Json> describe_trails(State& state, Context& context, const Json& input) {
  const bool includes_shadows = optional_bool(input, "includeShadowTrails").value_or(true);
  Json list = Json::array();
  const Json* names = find_member(input, "trailNameList");
  if (names == nullptr || names->empty()) {
    each_trail_of(state, context, context.account(), [&](const Trail& trail) {
      const bool is_shown =
          includes_shadows ? trail.is_seen_from(context.region()) : trail.home == context.scope();
      if (is_shown) list.push_back(trail_description(trail));
    });
    return Json{{"trailList", std::move(list)}};
  }
  for (const Json& name : *names) {
    KT_TRY(const TrailName wanted, parse_trail_name(context, name.get<std::string>()));
    const Trail* trail = find_trail(state, context, wanted);
    const bool is_shown = trail != nullptr && (includes_shadows || trail->home == context.scope());
    if (is_shown) list.push_back(trail_description(*trail));
  }
  return Json{{"trailList", std::move(list)}};
}

}  // namespace keytrail::cloudtrail
