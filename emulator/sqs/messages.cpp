#include "sqs/messages.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

bool is_expired(const Queue& queue, const Message& message, Instant now) {
  return message.enqueued_at + queue_seconds(queue, "MessageRetentionPeriod") <= now;
}

std::string sent_row(const Queue& queue, const Message& message) {
  const bool is_by_group = queue_attribute(queue, "DeduplicationScope") == "messageGroup";
  return messages_prefix(queue) + (is_by_group ? message.group_id + "/" : std::string()) +
         message.deduplication_id;
}

// A dead letter keeps its id, its count and, in a standard queue, its age (SQS guide, "Dead-letter
// queues").
void move_to_dead_letters(State& state, Context& context, const Queue& from, const Queue& to,
                          const std::string& row) {
  Message message = *state.messages.find(row);
  state.messages.erase(row);
  message.source_arn = from.arn();
  message.receipt.clear();
  message.visible_at = context.now;
  if (to.is_fifo()) message.enqueued_at = context.now;
  Queue& target = edit_queue(state, to);
  const std::uint64_t number = ++target.last_message;
  context.timeline.note("state-transition", from.scope,
                        {{"queue", from.arn()},
                         {"messageId", message.message_id},
                         {"to", "dead-letter queue " + to.arn()}});
  state.messages.put(message_row(target, number), std::move(message));
}

void take(Context& context, Message& message, Duration visibility) {
  message.receipt = context.random.hex_digits(32);
  message.visible_at = context.now + visibility;
  ++message.receive_count;
  if (!message.first_received_at) message.first_received_at = context.now;
}

}  // namespace

MessageCounts count_messages(const State& state, const Queue& queue, Instant now) {
  MessageCounts counts;
  state.messages.each(messages_prefix(queue), [&](const std::string&, const Message& message) {
    if (is_expired(queue, message, now)) return;
    if (message.is_visible(now)) {
      ++counts.visible;
    } else {
      ++(message.is_in_flight(now) ? counts.in_flight : counts.delayed);
    }
  });
  return counts;
}

void drop_all(State& state, const Queue& queue) {
  for (const std::string& row : state.messages.ids(messages_prefix(queue))) {
    state.messages.erase(row);
  }
}

SentMessage put_message(State& state, Context& context, const Queue& queue, Message message,
                        Duration delay) {
  message.message_id = context.random.uuid();
  message.sent_at = message.enqueued_at = context.now;
  message.visible_at = context.now + delay;
  if (queue.is_fifo()) {
    const std::string id = sent_row(queue, message);
    if (const AcceptedMessage* earlier = state.sent.find(id, context.now)) {
      return {earlier->message_id, earlier->sequence_number};
    }
    message.sequence_number = Deduplication::sequence_number(queue.last_message + 1);
    state.sent.remember(id, message.message_id, message.sequence_number, context.now);
  }
  const SentMessage sent{message.message_id, message.sequence_number};
  Queue& edited = edit_queue(state, queue);
  const std::uint64_t number = ++edited.last_message;
  state.messages.put(message_row(edited, number), std::move(message));
  return sent;
}

std::vector<std::string> take_messages(State& state, Context& context, const Queue& queue,
                                       std::size_t count, Duration visibility) {
  const std::optional<RedrivePolicy> redrive = redrive_policy(queue);
  const Queue* dead_letters = redrive ? find_queue(state, redrive->target_arn) : nullptr;
  std::set<std::string> busy_groups;
  std::vector<std::string> taken;
  std::vector<std::string> expired;
  std::vector<std::string> dead;
  // Only as far into the queue as it has to: it may be long.
  state.messages.each(messages_prefix(queue), [&](const std::string& row, const Message& message) {
    if (is_expired(queue, message, context.now)) {
      expired.push_back(row);
    } else if (queue.is_fifo() && busy_groups.contains(message.group_id)) {
      return true;
    } else if (!message.is_visible(context.now)) {
      busy_groups.insert(message.group_id);
    } else if (dead_letters != nullptr && message.receive_count >= redrive->receives_max) {
      dead.push_back(row);
    } else {
      taken.push_back(row);
    }
    return taken.size() < count;
  });
  for (const std::string& row : expired) state.messages.erase(row);
  for (const std::string& row : dead) {
    move_to_dead_letters(state, context, queue, *dead_letters, row);
  }
  for (const std::string& row : taken) take(context, *state.messages.edit(row), visibility);
  return taken;
}

std::optional<Instant> next_visible(const State& state, const Queue& queue, Instant now) {
  std::optional<Instant> next;
  state.messages.each(messages_prefix(queue), [&](const std::string&, const Message& message) {
    if (message.visible_at > now && (!next || message.visible_at < *next)) {
      next = message.visible_at;
    }
  });
  return next;
}

std::string receipt_handle(const std::string& row, const Message& message) {
  return to_base64(row.substr(row.rfind('/') + 1) + ' ' + message.receipt);
}

std::optional<Receipt> parse_receipt_handle(const Queue& queue, const std::string& handle) {
  const std::optional<Bytes> bytes = from_base64(handle);
  if (!bytes) return std::nullopt;
  const std::vector<std::string> parts = split(view_of(*bytes), ' ');
  if (parts.size() != 2 || parts[0].size() != 20 || parts[1].size() != 32) return std::nullopt;
  return Receipt{messages_prefix(queue) + parts[0], parts[1]};
}

}  // namespace keytrail::sqs
