// Finding topics and subscriptions by the ARNs that callers give.
#pragma once

#include "core/context.h"
#include "sns/state.h"

namespace keytrail::sns {

// `parameter` is named by the error: "TopicArn". A topic of another region is refused, as AWS's
// regional endpoints do; of another account it is not, for topic policies are not looked at.
Result<Arn> parse_topic_arn(const Context& context, std::string_view parameter,
                            const std::string& text);
Result<const Topic*> require_topic(const State& state, const Context& context, const Json& input);
// The same topic for change; it exists.
Topic& edit_topic(State& state, const Topic& topic);

Result<Arn> parse_subscription_arn(const std::string& text);
Result<const Subscription*> require_subscription(const State& state, const Json& input);

// Takes the subscription away and counts it. Nothing happens if it is gone already.
void remove_subscription(State& state, Context& context, const std::string& id);

// Calls through the links in mails carry no signature.
bool is_signed(const Caller& caller);

}  // namespace keytrail::sns
