// Posts a notification to an HTTP(S) endpoint.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "delivery/deliverer.h"

namespace keytrail::delivery {

// `payload`: url, headers (object of strings), body. Answers of 2xx are success; of 4xx too, for
// SNS does not try those again (developer guide, "Message delivery retries").
std::optional<std::string> post_by_http(const DeliveryOptions& options, const Json& payload);

}  // namespace keytrail::delivery
