#include "cloudtrail/operations/operations.h"
#include "cloudtrail/organization.h"

namespace keytrail::cloudtrail {

// Of all regions of the account, and those of its organization. The quota keeps this to one page.
Result<Json> list_trails(State& state, Context& context, const Json&) {
  Json list = Json::array();
  each_trail_of(state, context, context.account(), [&](const Trail& trail) {
    list.push_back(
        {{"TrailARN", trail.arn()}, {"Name", trail.name}, {"HomeRegion", trail.home.region}});
  });
  return Json{{"Trails", std::move(list)}};
}

}  // namespace keytrail::cloudtrail
