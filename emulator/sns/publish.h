// Brings a publication to everybody who listens to a topic.
#pragma once

#include "core/context.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

// Sends to each confirmed subscriber. Whoever has not confirmed gets nothing, and the timeline says
// so. Never fails.
void publish_to_topic(const State& state, Context& context, const Topic& topic,
                      const Publication& publication);
// Sends the mail that asks for confirmation.
void request_confirmation(Context& context, const Topic& topic, const Subscription& subscription);

}  // namespace keytrail::sns
