#include "sns/operations.h"
#include "sns/paging.h"
#include "sns/topics.h"

namespace keytrail::sns {
namespace {

Json render_subscription(const Subscription& subscription) {
  return Json{{"SubscriptionArn",
               subscription.is_pending ? std::string("PendingConfirmation") : subscription.arn},
              {"Owner", subscription.owner},
              {"Protocol", subscription.protocol},
              {"Endpoint", subscription.endpoint},
              {"TopicArn", subscription.topic_arn}};
}

}  // namespace

Result<Json> list_subscriptions(State& state, Context& context, const Json& input) {
  return list_page(state.subscriptions, context.scope().prefix(), input, "Subscriptions",
                   render_subscription);
}

Result<Json> list_subscriptions_by_topic(State& state, Context& context, const Json& input) {
  KT_TRY(const Topic* topic, require_topic(state, context, input));
  return list_page(state.subscriptions, subscriptions_prefix(*parse_arn(topic->arn)), input,
                   "Subscriptions", render_subscription);
}

}  // namespace keytrail::sns
