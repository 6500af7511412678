// The mails that SNS sends, as people know them from their inbox.
#pragma once

#include <string>

#include "core/context.h"
#include "sns/envelope.h"
#include "sns/message.h"
#include "sns/state.h"

namespace keytrail::sns {

// Asks the endpoint to confirm; the mail's confirm_url is the link. For email-json the body is
// another's, the envelope.
Mail make_confirmation_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription);
// Says that the subscription has ended; the mail's confirm_url brings it back.
Mail make_unsubscribed_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription);
// What a subscriber of protocol email or email-json gets.
Mail make_notification_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription, const Publication& publication,
                            NotificationWriter& writer);

}  // namespace keytrail::sns
