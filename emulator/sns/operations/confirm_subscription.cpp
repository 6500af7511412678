#include <utility>

#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/subscription_rules.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

// The id of the row; empty when there is none.
std::string find_by_token(const Table<Subscription>& table, const std::string& prefix,
                          const std::string& token) {
  std::string id;
  table.each(prefix, [&](const std::string& row, const Subscription& subscription) {
    if (subscription.token == token) id = row;
    return id.empty();
  });
  return id;
}

// The link of an UnsubscribeConfirmation brings the subscription back as it was.
Result<Json> restore(State& state, Context& context, const std::string& id) {
  Subscription subscription = *state.unsubscribed.find(id);
  Topic* topic = state.topics.edit(row_id(*parse_arn(subscription.topic_arn)));
  if (topic == nullptr) return errors::invalid_parameter("Token");
  --topic->deleted_subscriptions;
  context.scheduler.cancel(std::exchange(subscription.expiry_timer, 0));
  state.unsubscribed.erase(id);
  const Subscription& restored = state.subscriptions.put(id, std::move(subscription));
  return Json{{"SubscriptionArn", restored.arn}};
}

}  // namespace

// The call may come from a link in a mail, unsigned and so without a region of its own: the
// topic's ARN says where to look, and the token is the proof.
Result<Json> confirm_subscription(State& state, Context& context, const Json& input) {
  const std::string topic_arn = string_member(input, "TopicArn");
  const std::string token = string_member(input, "Token");
  const std::optional<Arn> arn = parse_arn(topic_arn);
  if (!arn || arn->service != "sns") return errors::invalid_parameter("Topic");
  if (!is_token(token)) return errors::malformed_token();

  const std::string prefix = Scope{arn->account, arn->region}.prefix();
  if (const std::string gone = find_by_token(state.unsubscribed, prefix, token); !gone.empty()) {
    return restore(state, context, gone);
  }
  const std::string id = find_by_token(state.subscriptions, prefix, token);
  const Subscription* found = state.subscriptions.find(id);
  if (found == nullptr || found->token_expires_at <= context.now) {
    return errors::invalid_parameter("Token");
  }
  if (found->topic_arn != topic_arn) {
    return errors::invalid_parameter(state.topics.find(row_id(*arn)) == nullptr ? "Token"
                                                                                : "Topic");
  }
  if (found->is_pending) {
    Subscription& subscription = *state.subscriptions.edit(id);
    context.scheduler.cancel(std::exchange(subscription.expiry_timer, 0));
    subscription.is_pending = false;
    subscription.was_confirmation_authenticated = is_signed(context.caller);
    // Without a signature the wish is overlooked (API reference, ConfirmSubscription).
    subscription.must_authenticate_unsubscribe =
        string_member(input, "AuthenticateOnUnsubscribe") == "true" && is_signed(context.caller);
  }
  return Json{{"SubscriptionArn", found->arn}};
}

}  // namespace keytrail::sns
