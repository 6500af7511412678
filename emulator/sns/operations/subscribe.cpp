#include <utility>

#include "sns/envelope.h"
#include "sns/errors.h"
#include "sns/operations.h"
#include "sns/publish.h"
#include "sns/subscription_rules.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

constexpr std::string_view kPending = "pending confirmation";

Result<Attributes> read_attributes(const std::string& protocol, const Json& input) {
  Attributes given;
  if (const Json* attributes = find_member(input, "Attributes")) {
    for (const auto& [name, value] : attributes->items()) given[name] = value.get<std::string>();
  }
  Attributes kept;
  for (const auto& [name, value] : given) {
    Result<void> checked = check_subscription_attribute("Subscribe", protocol, given, name, value);
    if (!checked.ok()) return errors::in_attributes(std::move(checked).error());
    set_subscription_attribute(kept, name, value);
  }
  return kept;
}

// Subscribing again is fine as long as nothing about it would be different.
Result<void> check_same_attributes(const Subscription& existing, const Attributes& wanted) {
  for (const auto& [name, value] : wanted) {
    if (attribute_or(existing.attributes, name) != value) {
      return errors::subscription_attributes_differ();
    }
  }
  return {};
}

// The id of the topic's subscription of this endpoint, or nothing.
std::string find_existing(const State& state, const Arn& topic, const std::string& protocol,
                          const std::string& endpoint) {
  std::string found;
  state.subscriptions.each(
      subscriptions_prefix(topic), [&](const std::string& id, const Subscription& subscription) {
        if (subscription.protocol == protocol && subscription.endpoint == endpoint) {
          found = id;
        }
        return found.empty();
      });
  return found;
}

Subscription make_subscription(Context& context, const Topic& topic, const std::string& protocol,
                               const std::string& endpoint) {
  Subscription subscription;
  subscription.arn = topic.arn + ":" + context.random.uuid();
  subscription.topic_arn = topic.arn;
  subscription.owner = context.account();
  subscription.principal = context.caller.identity.arn;
  subscription.protocol = protocol;
  subscription.endpoint = endpoint;
  subscription.token = context.random.hex_digits(kTokenDigits);
  return subscription;
}

// Whoever owns the queue need not confirm.
bool is_own_queue(const Context& context, const std::string& protocol,
                  const std::string& endpoint) {
  return protocol == "sqs" && parse_arn(endpoint)->account == context.account();
}

// (Re)starts the two days in which the subscription waits, and sends the request. The token of an
// earlier request stays, so that its link works as well.
void await_confirmation(const State& state, Context& context, const Topic& topic,
                        const std::string& id, Subscription& subscription) {
  context.scheduler.cancel(subscription.expiry_timer);
  subscription.link_base = link_base(context);
  subscription.token_expires_at = context.now + kTokenLifetime;
  subscription.expiry_timer = context.scheduler.schedule(
      subscription.token_expires_at, Rank::StateTransition, kExpireSubscription, id);
  request_confirmation(state, context, topic, subscription);
}

}  // namespace

Result<Json> subscribe(State& state, Context& context, const Json& input) {
  const std::string protocol = string_member(input, "Protocol");
  const std::string endpoint = string_member(input, "Endpoint");
  KT_TRY(const Arn topic_arn,
         parse_topic_arn(context, "TopicArn", string_member(input, "TopicArn")));
  KT_TRY_VOID(check_endpoint(protocol, endpoint));
  KT_TRY(const Attributes attributes, read_attributes(protocol, input));
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  KT_TRY_VOID(check_endpoint(*topic, protocol, endpoint));
  if (protocol != "email" && !topic->is_fifo()) {
    prepare_signer(state, context, topic_arn.region);
    KT_TRY(topic, require_topic(state, context, input));
  }

  std::string id = find_existing(state, topic_arn, protocol, endpoint);
  if (id.empty()) {
    Subscription fresh = make_subscription(context, *topic, protocol, endpoint);
    fresh.attributes = attributes;
    id = row_id(*parse_arn(fresh.arn));
    state.subscriptions.put(id, std::move(fresh));
  } else {
    KT_TRY_VOID(check_same_attributes(*state.subscriptions.find(id), attributes));
  }
  Subscription* subscription = state.subscriptions.edit(id);
  if (subscription->is_pending) {
    if (context.settings.auto_confirm || is_own_queue(context, protocol, endpoint)) {
      context.scheduler.cancel(std::exchange(subscription->expiry_timer, 0));
      subscription->link_base = link_base(context);
      subscription->is_pending = false;
    } else {
      await_confirmation(state, context, *topic, id, *subscription);
    }
  }
  const bool shows_arn =
      !subscription->is_pending || optional_bool(input, "ReturnSubscriptionArn").value_or(false);
  return Json{{"SubscriptionArn", shows_arn ? subscription->arn : std::string(kPending)}};
}

void expire_subscription(State& state, Context& context, const Timer& timer) {
  remove_subscription(state, context, timer.subject);
}

void forget_subscription(State& state, Context&, const Timer& timer) {
  state.unsubscribed.erase(timer.subject);
}

}  // namespace keytrail::sns
