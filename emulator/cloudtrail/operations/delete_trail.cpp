#include "cloudtrail/digests.h"
#include "cloudtrail/log_files.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

// The bucket and the log group stay, with all that was delivered; what has gathered is delivered
// now.
Result<Json> delete_trail(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail_at_home(state, context, string_member(input, "Name")));
  const std::string id = trail->id();
  write_log_files_now(state, context, id);
  end_digests(state, context, id);
  drop_queues(state, context, id);
  state.trails.erase(id);
  return Json::object();
}

}  // namespace keytrail::cloudtrail
