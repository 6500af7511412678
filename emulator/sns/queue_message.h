// A publication as a message of a queue: of a subscribed one, or of the dead-letter queue of a
// subscription.
#pragma once

#include "core/context.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

bool wants_raw(const Subscription& subscription);

// `body` is the envelope or, with raw delivery, the text. Message attributes go along with raw
// delivery alone; otherwise they are in the envelope.
QueueMessage make_queue_message(const Subscription& subscription, const Publication& publication,
                                std::string body);

// The dead-letter queue takes what could not be delivered. False when there is none, or it did not.
bool send_dead_letter(Context& context, const Subscription& subscription,
                      const QueueMessage& message);

}  // namespace keytrail::sns
