#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/topics.h"

namespace keytrail::sns {

// Idempotent, and open to whoever holds the link of a mail, unless the subscription was confirmed
// with AuthenticateOnUnsubscribe.
Result<Json> unsubscribe(State& state, Context& context, const Json& input) {
  KT_TRY(const Arn arn, parse_subscription_arn(string_member(input, "SubscriptionArn")));
  const std::string id = row_id(arn);
  const Subscription* subscription = state.subscriptions.find(id);
  if (subscription != nullptr && subscription->must_authenticate_unsubscribe &&
      !is_signed(context.caller)) {
    return errors::unsubscribe_needs_signature();
  }
  remove_subscription(state, context, id);
  return Json();
}

}  // namespace keytrail::sns
