#include "sns/topics.h"

#include "base/text.h"
#include "sns/errors.h"

namespace keytrail::sns {
namespace {

Result<Arn> parse_sns_arn(std::string_view parameter, const std::string& text) {
  if (text.empty()) return errors::required_parameter_missing(parameter);
  const std::size_t elements = split(text, ':').size();
  if (elements < 6) return errors::malformed_arn(parameter, elements);
  std::optional<Arn> arn = parse_arn(text);
  if (!arn || arn->service != "sns") return errors::invalid_parameter(parameter);
  return std::move(*arn);
}

}  // namespace

Result<Arn> parse_topic_arn(const Context& context, std::string_view parameter,
                            const std::string& text) {
  KT_TRY(Arn arn, parse_sns_arn(parameter, text));
  if (arn.region != context.region()) return errors::invalid_parameter(parameter);
  return arn;
}

Result<const Topic*> require_topic(const State& state, const Context& context, const Json& input) {
  KT_TRY(const Arn arn, parse_topic_arn(context, "TopicArn", string_member(input, "TopicArn")));
  const Topic* topic = state.topics.find(row_id(arn));
  if (topic == nullptr) return errors::topic_not_found();
  return topic;
}

Topic& edit_topic(State& state, const Topic& topic) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  KT_ASSERT(arn.has_value());
  Topic* found = state.topics.edit(row_id(*arn));
  KT_ASSERT(found != nullptr);
  return *found;
}

Result<Arn> parse_subscription_arn(const std::string& text) {
  KT_TRY(Arn arn, parse_sns_arn("SubscriptionArn", text));
  if (arn.resource.find(':') == std::string::npos) {
    return errors::invalid_parameter("SubscriptionId");
  }
  return arn;
}

Result<const Subscription*> require_subscription(const State& state, const Json& input) {
  KT_TRY(const Arn arn, parse_subscription_arn(string_member(input, "SubscriptionArn")));
  const Subscription* subscription = state.subscriptions.find(row_id(arn));
  if (subscription == nullptr) return errors::subscription_not_found();
  return subscription;
}

void remove_subscription(State& state, Context& context, const std::string& id) {
  const Subscription* subscription = state.subscriptions.find(id);
  if (subscription == nullptr) return;
  context.scheduler.cancel(subscription->expiry_timer);
  if (const std::optional<Arn> topic = parse_arn(subscription->topic_arn)) {
    if (Topic* owner = state.topics.edit(row_id(*topic))) ++owner->deleted_subscriptions;
  }
  state.subscriptions.erase(id);
}

bool is_signed(const Caller& caller) { return !caller.identity.access_key_id.empty(); }

}  // namespace keytrail::sns
