// One function per operation of SNS; service.cpp holds the table.
#pragma once

#include "core/context.h"
#include "sns/state.h"

namespace keytrail::sns {

Result<Json> add_permission(State& state, Context& context, const Json& input);
Result<Json> remove_permission(State& state, Context& context, const Json& input);
Result<Json> create_topic(State& state, Context& context, const Json& input);
Result<Json> delete_topic(State& state, Context& context, const Json& input);
Result<Json> list_topics(State& state, Context& context, const Json& input);
Result<Json> get_topic_attributes(State& state, Context& context, const Json& input);
Result<Json> set_topic_attributes(State& state, Context& context, const Json& input);
Result<Json> subscribe(State& state, Context& context, const Json& input);
Result<Json> confirm_subscription(State& state, Context& context, const Json& input);
Result<Json> unsubscribe(State& state, Context& context, const Json& input);
Result<Json> list_subscriptions(State& state, Context& context, const Json& input);
Result<Json> list_subscriptions_by_topic(State& state, Context& context, const Json& input);
Result<Json> get_subscription_attributes(State& state, Context& context, const Json& input);
Result<Json> set_subscription_attributes(State& state, Context& context, const Json& input);
Result<Json> publish(State& state, Context& context, const Json& input);
Result<Json> publish_batch(State& state, Context& context, const Json& input);
Result<Json> tag_resource(State& state, Context& context, const Json& input);
Result<Json> untag_resource(State& state, Context& context, const Json& input);
Result<Json> list_tags_for_resource(State& state, Context& context, const Json& input);

// The timer "sns.expire-subscription": nobody confirmed in time.
void expire_subscription(State& state, Context& context, const Timer& timer);
// The timer "sns.forget-subscription": nobody took back in time that it was given up.
void forget_subscription(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::sns
