#include "cloudtrail/digests.h"
#include "cloudtrail/log_files.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

// Both may be repeated: the second call changes nothing, not even the time. Stopping ends the chain
// of digests, after what has gathered until then.
Result<Json> start_logging(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail_at_home(state, context, string_member(input, "Name")));
  if (!trail->is_logging) {
    Trail* changed = state.trails.edit(trail->id());
    changed->is_logging = true;
    changed->started_at = context.now;
    begin_digests(state, context, trail->id());
  }
  return Json::object();
}

Result<Json> stop_logging(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail_at_home(state, context, string_member(input, "Name")));
  if (trail->is_logging) {
    Trail* changed = state.trails.edit(trail->id());
    changed->is_logging = false;
    changed->stopped_at = context.now;
    write_log_files_now(state, context, trail->id());
    end_digests(state, context, trail->id());
  }
  return Json::object();
}

}  // namespace keytrail::cloudtrail
