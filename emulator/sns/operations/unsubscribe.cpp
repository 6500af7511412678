#include "sns/errors.h"
#include "sns/http_endpoint.h"
#include "sns/mails.h"
#include "sns/operations.h"
#include "sns/subscription_rules.h"
#include "sns/topics.h"

namespace keytrail::sns {

namespace {

// Web hooks are always told, mailboxes when it was done through a link; they may come back for as
// long as a token lives.
bool is_told(const Context& context, const Subscription& subscription) {
  if (subscription.is_pending) return false;
  return is_http(subscription) ||
         (subscription.protocol.starts_with("email") && !is_signed(context.caller));
}

void offer_return(State& state, Context& context, const std::string& id,
                  Subscription subscription) {
  const Topic* topic = state.topics.find(row_id(*parse_arn(subscription.topic_arn)));
  if (topic == nullptr) return;
  constexpr auto kKind = TokenMessage::UnsubscribeConfirmation;
  subscription.token = context.random.hex_digits(kTokenDigits);
  subscription.token_expires_at = context.now + kTokenLifetime;
  subscription.expiry_timer = context.scheduler.schedule(
      subscription.token_expires_at, Rank::StateTransition, kForgetSubscription, id);
  if (subscription.protocol == "email") {
    context.outbox.send(make_unsubscribed_mail(context, *topic, subscription));
  } else {
    const Envelope envelope =
        token_envelope(context, signing_of(state, *topic), subscription, kKind);
    if (is_http(subscription)) {
      post_token_message(context, *topic, subscription, envelope, kKind);
    } else {
      Mail mail = make_unsubscribed_mail(context, *topic, subscription);
      mail.body = envelope.text;
      context.outbox.send(std::move(mail));
    }
  }
  state.unsubscribed.put(id, std::move(subscription));
}

}  // namespace

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
  if (subscription != nullptr && is_told(context, *subscription)) {
    offer_return(state, context, id, *subscription);
  }
  remove_subscription(state, context, id);
  return Json();
}

}  // namespace keytrail::sns
