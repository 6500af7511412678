#include "sns/operations.h"
#include "sns/subscription_rules.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

const char* text_of(bool value) { return value ? "true" : "false"; }

}  // namespace

Result<Json> get_subscription_attributes(State& state, Context&, const Json& input) {
  KT_TRY(const Subscription* subscription, require_subscription(state, input));
  return Json{
      {"Attributes",
       {{"SubscriptionArn", subscription->arn},
        {"TopicArn", subscription->topic_arn},
        {"Owner", subscription->owner},
        {"Protocol", subscription->protocol},
        {"Endpoint", subscription->endpoint},
        {"SubscriptionPrincipal", subscription->principal},
        {"PendingConfirmation", text_of(subscription->is_pending)},
        {"ConfirmationWasAuthenticated", text_of(subscription->was_confirmation_authenticated)},
        {"RawMessageDelivery", text_of(false)}}}};
}

// E-mail subscriptions have no attribute that could be set to anything but its default; those of
// other protocols are refused by name.
Result<Json> set_subscription_attributes(State& state, Context&, const Json& input) {
  KT_TRY(const Subscription* subscription, require_subscription(state, input));
  KT_TRY_VOID(check_subscription_attribute("SetSubscriptionAttributes", subscription->protocol,
                                           string_member(input, "AttributeName"),
                                           string_member(input, "AttributeValue")));
  return Json();
}

}  // namespace keytrail::sns
