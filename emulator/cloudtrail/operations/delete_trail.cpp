#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

// The bucket and the log group stay, with all that was delivered.
Result<Json> delete_trail(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail_at_home(state, context, string_member(input, "Name")));
  state.trails.erase(trail->id());
  return Json::object();
}

}  // namespace keytrail::cloudtrail
