#include "sqs/errors.h"
#include "sqs/messages.h"
#include "sqs/operations.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

// API reference, PurgeQueue.
constexpr Duration kPurgeRest = std::chrono::seconds(60);

}  // namespace

Result<Json> delete_queue(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  const std::string id = queue->id();
  drop_all(state, *queue);
  state.sent.forget(messages_prefix(*queue));
  state.queues.erase(id);
  state.deleted.put(id, DeletedQueue{context.now});
  return Json();
}

Result<Json> purge_queue(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  if (queue->purged_at && *queue->purged_at + kPurgeRest > context.now) {
    return errors::purge_in_progress(queue->name);
  }
  drop_all(state, *queue);
  edit_queue(state, *queue).purged_at = context.now;
  return Json();
}

}  // namespace keytrail::sqs
