// Finding queues by the URLs and ARNs that callers give.
#pragma once

#include "core/context.h"
#include "sqs/state.h"

namespace keytrail::sqs {

// http://HOST:PORT/ACCOUNT/NAME, where HOST is how the client reached us.
std::string queue_url(const Context& context, const Scope& scope, const std::string& name);

// By input's QueueUrl. Any host does: the last two parts of the path say which queue is meant.
Result<const Queue*> require_queue(const State& state, const Context& context, const Json& input);
const Queue* find_queue(const State& state, const std::string& arn);
// The same queue for change; it exists.
Queue& edit_queue(State& state, const Queue& queue);

}  // namespace keytrail::sqs
