// The DeliveryPolicy of topics and of http and https subscriptions: when a delivery that failed is
// tried again, and as what content it is sent (SNS guide, "Creating an HTTP/S delivery policy").
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "base/result.h"
#include "sns/state.h"

namespace keytrail::sns {

// `operation` is named when the policy asks for what keytrail does not do (501).
Result<void> check_topic_delivery_policy(std::string_view operation, const std::string& text);
Result<void> check_subscription_delivery_policy(std::string_view operation,
                                                const std::string& text);

// With the defaults filled in, as EffectiveDeliveryPolicy shows it.
Json effective_delivery_policy(const Topic& topic);
Json effective_delivery_policy(const Topic& topic, const Subscription& subscription);

// How long to wait after each attempt that failed, by an effective policy of a subscription.
std::vector<Duration> retry_delays(const Json& effective);
std::string content_type(const Json& effective);

}  // namespace keytrail::sns
