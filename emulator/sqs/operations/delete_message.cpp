#include "sqs/batch.h"
#include "sqs/errors.h"
#include "sqs/messages.h"
#include "sqs/operations.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

// The message that the handle's receive took, if nobody has received it since. In a FIFO queue the
// handle ends with the visibility timeout.
Result<const Message*> find_received(const State& state, const Context& context, const Queue& queue,
                                     const std::string& handle, const Receipt& receipt) {
  const Message* message = state.messages.find(receipt.row);
  if (message == nullptr) return nullptr;
  if (queue.is_fifo() &&
      (message->receipt != receipt.token || !message->is_in_flight(context.now))) {
    return errors::expired_receipt(handle);
  }
  return message->receipt == receipt.token ? message : nullptr;
}

Result<Receipt> read_receipt(const Queue& queue, const std::string& handle) {
  std::optional<Receipt> receipt = parse_receipt_handle(queue, handle);
  if (!receipt) return errors::malformed_receipt(handle);
  return std::move(*receipt);
}

// Deleting twice is as good as once, and an older handle deletes nothing (API reference,
// DeleteMessage).
Result<Json> delete_one(State& state, Context& context, const Queue& queue, const Json& input) {
  const std::string handle = string_member(input, "ReceiptHandle");
  KT_TRY(const Receipt receipt, read_receipt(queue, handle));
  KT_TRY(const Message* message, find_received(state, context, queue, handle, receipt));
  if (message != nullptr) state.messages.erase(receipt.row);
  return Json();
}

Result<Json> change_one(State& state, Context& context, const Queue& queue, const Json& input) {
  const std::optional<std::int64_t> seconds = optional_integer(input, "VisibilityTimeout");
  if (!seconds) return errors::missing_parameter("VisibilityTimeout");
  if (*seconds < 0 || *seconds > 43'200) {
    return errors::invalid_value(std::to_string(*seconds), "VisibilityTimeout",
                                 "Must be between 0 and 43200.");
  }
  const std::string handle = string_member(input, "ReceiptHandle");
  KT_TRY(const Receipt receipt, read_receipt(queue, handle));
  KT_TRY(const Message* message, find_received(state, context, queue, handle, receipt));
  if (message == nullptr || !message->is_in_flight(context.now)) {
    return errors::not_in_flight(handle);
  }
  state.messages.edit(receipt.row)->visible_at = context.now + std::chrono::seconds(*seconds);
  return Json();
}

}  // namespace

Result<Json> delete_message(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  return delete_one(state, context, *queue, input);
}

Result<Json> delete_message_batch(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  return run_batch(input,
                   [&](const Json& entry) { return delete_one(state, context, *queue, entry); });
}

Result<Json> change_message_visibility(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  return change_one(state, context, *queue, input);
}

Result<Json> change_message_visibility_batch(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  return run_batch(input,
                   [&](const Json& entry) { return change_one(state, context, *queue, entry); });
}

}  // namespace keytrail::sqs
