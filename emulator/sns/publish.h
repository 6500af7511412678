// Brings a publication to everybody who listens to a topic.
#pragma once

#include "core/context.h"
#include "sns/envelope.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

// Gives the publication its id and, on a FIFO topic, its number, and sends it to each confirmed
// subscriber unless it is a repetition. Whoever has not confirmed gets nothing, and the timeline
// says so. An error only for ids that do not go with the topic; then nothing was sent.
Result<void> publish_to_topic(State& state, Context& context, const Topic& topic,
                              Publication& publication);
// Asks the subscriber to confirm: by mail, by post, or in the queue.
void request_confirmation(const State& state, Context& context, const Topic& topic,
                          const Subscription& subscription);

// Nobody tries again to deliver this to an http or https endpoint: the dead-letter queue has it.
void give_up(const State& state, Context& context, const Delivery& delivery,
             const std::string& error);

}  // namespace keytrail::sns
