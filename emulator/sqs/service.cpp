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

namespace {

// Whether the queue's policy lets SNS in. While policies are enforced a queue without one takes
// nothing from a topic (SNS guide, "Subscribing a queue").
Result<void> check_sender(const Context& context, const Queue& queue, const QueueMessage& given) {
  if (!context.ports.permissions.is_enforced()) return {};
  const std::string policy = queue_attribute(queue, "Policy");
  AccessRequest request;
  request.action = "sqs:SendMessage";
  request.resource = queue.arn();
  request.owner = queue.scope.account;
  request.resource_policy = &policy;
  request.as_service = "sns.amazonaws.com";
  if (const std::optional<Arn> source = parse_arn(given.source_arn)) {
    request.conditions = {{"aws:SourceArn", {given.source_arn}},
                          {"aws:SourceAccount", {source->account}}};
  }
  if (context.ports.permissions.why_not(request)) return errors::sender_refused();
  return {};
}

}  // namespace

Result<void> deliver(State& state, Context& context, const std::string& queue_arn,
                     const QueueMessage& given) {
  const Queue* queue = find_queue(state, queue_arn);
  if (queue == nullptr) return errors::queue_does_not_exist();
  KT_TRY_VOID(check_sender(context, *queue, given));
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
