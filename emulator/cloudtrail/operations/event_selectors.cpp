#include "cloudtrail/event_selectors.h"

#include "cloudtrail/errors.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

Json selectors_of(const Trail& trail) {
  Json output = {{"TrailARN", trail.arn()}};
  if (!trail.advanced_selectors.is_null()) {
    output["AdvancedEventSelectors"] = trail.advanced_selectors;
  } else if (trail.selectors.empty()) {
    output["EventSelectors"] = render_event_selectors({EventSelector()});
  } else {
    output["EventSelectors"] = render_event_selectors(trail.selectors);
  }
  return output;
}

}  // namespace

// Setting one kind erases the other.
Result<Json> put_event_selectors(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail,
         require_trail_at_home(state, context, string_member(input, "TrailName")));
  const Json* basic = find_member(input, "EventSelectors");
  const Json* advanced = find_member(input, "AdvancedEventSelectors");
  if ((basic == nullptr || basic->empty()) == (advanced == nullptr || advanced->empty())) {
    return invalid_event_selectors(
        "Specify either EventSelectors or AdvancedEventSelectors, not both and not none.");
  }
  std::vector<EventSelector> selectors;
  Json advanced_selectors;
  if (advanced != nullptr && !advanced->empty()) {
    KT_TRY_VOID(check_advanced_selectors(*advanced));
    advanced_selectors = *advanced;
  } else {
    KT_TRY(selectors, parse_event_selectors(*basic));
  }

  Trail* changed = state.trails.edit(trail->id());
  changed->selectors = std::move(selectors);
  changed->advanced_selectors = std::move(advanced_selectors);
  return selectors_of(*changed);
}

Result<Json> get_event_selectors(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail(state, context, string_member(input, "TrailName")));
  return selectors_of(*trail);
}

}  // namespace keytrail::cloudtrail
