#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {

Result<Json> create_log_stream(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group, require_group_id(state, context, input));
  const std::string name = string_member(input, "logStreamName");
  const std::string id = inside(group) + name;
  if (state.streams.find(id) != nullptr) return errors::stream_exists();
  state.streams.put(id, LogStream(name, context.now));
  return Json();
}

}  // namespace keytrail::logs
