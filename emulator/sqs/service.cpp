#include "sqs/service.h"

#include "sqs/errors.h"
#include "sqs/message_attributes.h"
#include "sqs/operations.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"
#include "sqs/sending.h"

namespace keytrail::sqs {
namespace {

Operation<State> on_messages(std::string_view name,
                             Result<Json> (*handler)(State&, Context&, const Json&),
                             std::vector<Refused> refused = {}) {
  return {.name = name,
          .handler = handler,
          .access = Access::Write,
          .refused = std::move(refused),
          .plane = Plane::Data};
}

}  // namespace

const std::vector<Operation<State>>& operations() {
  using enum Access;
  static const std::vector<Operation<State>> rows{
      on_messages("ChangeMessageVisibility", change_message_visibility),
      on_messages("ChangeMessageVisibilityBatch", change_message_visibility_batch),
      {"CreateQueue", create_queue, Write, ResponseElements::Output},
      on_messages("DeleteMessage", delete_message),
      on_messages("DeleteMessageBatch", delete_message_batch),
      {"DeleteQueue", delete_queue, Write},
      {"GetQueueAttributes", get_queue_attributes, Read},
      {"GetQueueUrl", get_queue_url, Read},
      {"ListDeadLetterSourceQueues", list_dead_letter_source_queues, Read},
      {"ListQueueTags", list_queue_tags, Read},
      {"ListQueues", list_queues, Read},
      {"PurgeQueue", purge_queue, Write},
      on_messages("ReceiveMessage", receive_message, {{"ReceiveRequestAttemptId"}}),
      on_messages("SendMessage", send_message),
      on_messages("SendMessageBatch", send_message_batch),
      {"SetQueueAttributes", set_queue_attributes, Write},
      {"TagQueue", tag_queue, Write},
      {"UntagQueue", untag_queue, Write},
  };
  return rows;
}

Result<void> deliver(State& state, Context& context, const std::string& queue_arn,
                     const QueueMessage& given) {
  const Queue* queue = find_queue(state, queue_arn);
  if (queue == nullptr) return errors::queue_does_not_exist();
  Message message;
  message.body = given.body;
  for (const auto& [name, attribute] : given.attributes) {
    message.attributes[name] = {attribute.data_type, attribute.text, attribute.bytes};
  }
  const std::int64_t limit = queue_number(*queue, "MaximumMessageSize");
  if (static_cast<std::int64_t>(message.body.size() + bytes_of(message.attributes)) > limit) {
    return errors::message_too_long(limit);
  }
  message.sender_id = given.sender_id;
  message.group_id = given.group_id;
  if (queue->is_fifo()) message.deduplication_id = given.deduplication_id;
  KT_TRY_VOID(check_fifo_ids(*queue, message));
  put_message(state, context, *queue, std::move(message), queue_seconds(*queue, "DelaySeconds"));
  return {};
}

}  // namespace keytrail::sqs
