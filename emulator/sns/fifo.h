// What FIFO topics do besides: each message belongs to a group, is numbered, and is not passed on
// again within five minutes (SNS guide, "Message delivery for FIFO topics").
#pragma once

#include "core/context.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

// That the ids are there, or absent, as the kind of topic wants it; fills in the deduplication id
// that follows from the content.
Result<void> check_fifo_ids(const Topic& topic, Publication& publication);

// Numbers the publication. True when the topic has had it already: then it takes the id and number
// of that time and must not be passed on.
bool is_repetition(State& state, Context& context, const Topic& topic, Publication& publication);

}  // namespace keytrail::sns
