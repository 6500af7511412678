// The JSON that SNS wraps messages in, for e-mail-json, queues and HTTP (SNS guide, "Parsing
// message formats"), and the links in it.
#pragma once

#include <string>

#include "core/context.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

// The start of links to those who subscribe by this call.
std::string link_base(const Context& context);
std::string confirm_url(const Context& context, const Subscription& subscription);
std::string unsubscribe_url(const Context& context, const Subscription& subscription);

std::string confirmation_json(Context& context, const Subscription& subscription);
std::string notification_json(const Context& context, const Subscription& subscription,
                              const Publication& publication);

}  // namespace keytrail::sns
