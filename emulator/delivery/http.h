// Posts notifications to HTTP(S) endpoints, and events to Lambda functions.
#pragma once

#include "base/json.h"
#include "delivery/deliverer.h"

namespace keytrail::delivery {

// `payload`: url, headers (object of strings), body. Answers of 2xx are success; of 4xx a refusal,
// for SNS does not try those again (developer guide, "Message delivery retries"). All others,
// redirects too, are failures.
AttemptResult post_notification(const DeliveryOptions& options, const Json& payload);

// The same for the Invoke call of Lambda, which says in a header that the function itself failed.
AttemptResult invoke_function(const DeliveryOptions& options, const Json& payload);

}  // namespace keytrail::delivery
