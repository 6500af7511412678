// What SNS posts to http and https endpoints (SNS guide, "HTTP/HTTPS headers"), and what becomes of
// it when the endpoint does not take it.
#pragma once

#include "core/context.h"
#include "sns/envelope.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

inline bool is_http(const Subscription& subscription) {
  return subscription.protocol == "http" || subscription.protocol == "https";
}

// A token message of `kind` for the endpoint.
void post_token_message(Context& context, const Topic& topic, const Subscription& subscription,
                        const Envelope& envelope, TokenMessage kind);
// The publication: `body` is its envelope or, with raw delivery, its text.
void post_notification(Context& context, const Topic& topic, const Subscription& subscription,
                       const Publication& publication, std::string body);

}  // namespace keytrail::sns
