#include "logs/lookup.h"
#include "logs/operations.h"
#include "logs/retention.h"

namespace keytrail::logs {

Result<Json> delete_log_stream(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group, require_group_id(state, context, input));
  const std::string name = string_member(input, "logStreamName");
  KT_TRY(const std::string id, require_stream_id(state, group, name));
  context.store.erase_log_events(group, name);
  state.streams.erase(id);
  return Json();
}

}  // namespace keytrail::logs
