// SQS: queues that programs read what they are told from.
#pragma once

#include <string>
#include <vector>

#include "core/context.h"
#include "core/operation.h"
#include "sqs/state.h"

namespace keytrail::sqs {

const std::vector<Operation<State>>& operations();

// Puts a message from another service into a queue of any scope.
Result<void> deliver(State& state, Context& context, const std::string& queue_arn,
                     const QueueMessage& message);

}  // namespace keytrail::sqs
