#include "sns/delivery_policy.h"
#include "sns/http_endpoint.h"
#include "sns/operations.h"
#include "sns/subscription_rules.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

const char* text_of(bool value) { return value ? "true" : "false"; }

}  // namespace

Result<Json> get_subscription_attributes(State& state, Context&, const Json& input) {
  KT_TRY(const Subscription* subscription, require_subscription(state, input));
  Json attributes = {
      {"SubscriptionArn", subscription->arn},
      {"TopicArn", subscription->topic_arn},
      {"Owner", subscription->owner},
      {"Protocol", subscription->protocol},
      {"Endpoint", subscription->endpoint},
      {"SubscriptionPrincipal", subscription->principal},
      {"PendingConfirmation", text_of(subscription->is_pending)},
      {"ConfirmationWasAuthenticated", text_of(subscription->was_confirmation_authenticated)},
      {"RawMessageDelivery", text_of(false)}};
  for (const auto& [name, value] : subscription->attributes) attributes[name] = value;
  if (attributes.contains("FilterPolicy") && !attributes.contains("FilterPolicyScope")) {
    attributes["FilterPolicyScope"] = "MessageAttributes";
  }
  const Topic* topic = state.topics.find(row_id(*parse_arn(subscription->topic_arn)));
  if (is_http(*subscription) && topic != nullptr) {
    attributes["EffectiveDeliveryPolicy"] =
        to_text(effective_delivery_policy(*topic, *subscription));
  }
  return Json{{"Attributes", std::move(attributes)}};
}

Result<Json> set_subscription_attributes(State& state, Context&, const Json& input) {
  KT_TRY(const Subscription* subscription, require_subscription(state, input));
  const std::string name = string_member(input, "AttributeName");
  const std::string value = string_member(input, "AttributeValue");
  KT_TRY_VOID(check_subscription_attribute("SetSubscriptionAttributes", subscription->protocol,
                                           subscription->attributes, name, value));
  Subscription* edited = state.subscriptions.edit(row_id(*parse_arn(subscription->arn)));
  set_subscription_attribute(edited->attributes, name, value);
  return Json();
}

}  // namespace keytrail::sns
