// The life of a message: sent, delayed, visible, in flight, deleted or a dead letter. All by the
// keytrail clock.
#pragma once

#include "core/context.h"
#include "sqs/state.h"

namespace keytrail::sqs {

struct MessageCounts {
  std::size_t visible = 0, in_flight = 0, delayed = 0;
};
MessageCounts count_messages(const State& state, const Queue& queue, Instant now);

void drop_all(State& state, const Queue& queue);

struct SentMessage {
  std::string message_id;
  std::string sequence_number;  // FIFO only.
};
// Puts the message into the queue; the queue is a FIFO queue exactly if it has a group. Answers
// with the message as it stands there, which is an earlier one if this one is a duplicate.
SentMessage put_message(State& state, Context& context, const Queue& queue, Message message,
                        Duration delay);

// Puts the messages that were received too often into the dead-letter queue, then takes up to
// `count` visible ones: ids of rows. In a FIFO queue a group waits for its message in flight.
std::vector<std::string> take_messages(State& state, Context& context, const Queue& queue,
                                       std::size_t count, Duration visibility);
// When the next message that is there becomes visible; nothing when none will.
std::optional<Instant> next_visible(const State& state, const Queue& queue, Instant now);

// A receipt handle names the message and the receive it came of.
std::string receipt_handle(const std::string& row, const Message& message);
struct Receipt {
  std::string row;
  std::string token;
};
std::optional<Receipt> parse_receipt_handle(const Queue& queue, const std::string& handle);

}  // namespace keytrail::sqs
