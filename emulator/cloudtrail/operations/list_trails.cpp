#include "cloudtrail/operations/operations.h"

namespace keytrail::cloudtrail {

// Of all regions of the account. The quota keeps this to one page.
Result<Json> list_trails(State& state, Context& context, const Json&) {
  Json list = Json::array();
  state.trails.each(context.account() + "/", [&](const std::string&, const Trail& trail) {
    list.push_back(
        {{"TrailARN", trail.arn()}, {"Name", trail.name}, {"HomeRegion", trail.home.region}});
  });
  return Json{{"Trails", std::move(list)}};
}

}  // namespace keytrail::cloudtrail
