#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {

Result<Json> delete_metric_filter(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string group_key, require_group_id(state, context, input));
  if (!state.filters.erase(inside(group_key) + string_member(input, "filterName"))) {
    return errors::filter_not_found();
  }
  return Json();
}

}  // namespace keytrail::logs
