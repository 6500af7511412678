#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {

Result<Json> put_log_group_deletion_protection(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_identified_group_id(state, context, input));
  state.groups.edit(id)->is_deletion_protected =
      optional_bool(input, "deletionProtectionEnabled").value_or(false);
  return Json();
}

}  // namespace keytrail::logs
