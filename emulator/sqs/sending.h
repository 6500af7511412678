// One message on its way into a queue, checked as SendMessage checks it.
#pragma once

#include "core/context.h"
#include "sqs/messages.h"

namespace keytrail::sqs {

struct Submission {
  Message message;
  Duration delay{0};
  std::size_t bytes = 0;
};

// `input` is SendMessage's, or one entry of SendMessageBatch.
Result<Submission> read_submission(const Context& context, const Queue& queue, const Json& input);
// FIFO queues want a group and a deduplication id; fills in the one made from the content.
Result<void> check_fifo_ids(const Queue& queue, Message& message);

// What SendMessage answers.
Json submit(State& state, Context& context, const Queue& queue, Submission submission);

}  // namespace keytrail::sqs
