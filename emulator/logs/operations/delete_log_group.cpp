#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

template <class Entity>
void erase_inside(Table<Entity>& table, const std::string& group_id) {
  for (const std::string& id : table.ids(inside(group_id))) table.erase(id);
}

}  // namespace

Result<Json> delete_log_group(State& state, Context& context, const Json& input) {
  KT_TRY(const std::string id, require_group_id(state, context, input));
  const LogGroup& group = *state.groups.find(id);
  if (group.is_deletion_protected) return errors::group_is_protected();
  context.scheduler.cancel(group.retention_timer);
  context.store.erase_log_events(id, "");
  erase_inside(state.streams, id);
  erase_inside(state.filters, id);
  state.data_keys.erase(id);
  state.refused_in.erase(id);
  state.groups.erase(id);
  return Json();
}

}  // namespace keytrail::logs
