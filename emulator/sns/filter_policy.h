// A filter policy says which messages a subscription wants (SNS guide, "Subscription filter
// policies"): every key of the policy must match, each by any one of its conditions.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "sns/message.h"

namespace keytrail::sns {

inline constexpr const char* kBodyScope = "MessageBody";

// That `text` is a policy. Nested keys are for the scope MessageBody.
Result<void> check_filter_policy(const std::string& text, bool is_body_scope);

// Whether the message passes. In the scope MessageBody a message that is no JSON object does not.
bool passes_filter(const Json& policy, const Json& message);
// The message attributes as the object that a policy of the scope MessageAttributes looks at.
Json filterable_attributes(const Json& attributes);

}  // namespace keytrail::sns
