#include "sns/http_endpoint.h"

#include "sns/delivery_policy.h"
#include "sns/queue_message.h"

namespace keytrail::sns {
namespace {

struct Post {
  std::string type;  // "Notification".
  std::string message_id;
  std::string cause;
  std::string body;
};

Json payload_of(const Topic& topic, const Subscription& subscription, Post post) {
  const Json policy = effective_delivery_policy(topic, subscription);
  Json retry_after = Json::array();
  for (const Duration delay : retry_delays(policy)) retry_after.push_back(delay.count());
  Json headers = {{"Content-Type", content_type(policy)},
                  {"User-Agent", "Amazon Simple Notification Service Agent"},
                  {"Accept-Encoding", "gzip,deflate"},
                  {"x-amz-sns-message-type", post.type},
                  {"x-amz-sns-message-id", post.message_id},
                  {"x-amz-sns-topic-arn", subscription.topic_arn}};
  if (post.type != "SubscriptionConfirmation") {
    headers["x-amz-sns-subscription-arn"] = subscription.arn;
  }
  return {{"url", subscription.endpoint},
          {"headers", std::move(headers)},
          {"body", std::move(post.body)},
          {"retryAfter", std::move(retry_after)},
          {"about",
           {{"topic", subscription.topic_arn},
            {"protocol", subscription.protocol},
            {"endpoint", subscription.endpoint},
            {"messageId", std::move(post.message_id)},
            {"cause", std::move(post.cause)}}}};
}

void send(Context& context, const Topic& topic, Json payload) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  context.outbox.send_http(Scope{arn->account, arn->region}, context.now, std::move(payload));
}

}  // namespace

void post_token_message(Context& context, const Topic& topic, const Subscription& subscription,
                        const Envelope& envelope, TokenMessage kind) {
  const char* type = kind == TokenMessage::SubscriptionConfirmation ? "SubscriptionConfirmation"
                                                                    : "UnsubscribeConfirmation";
  send(context, topic,
       payload_of(topic, subscription,
                  {type, envelope.message_id, context.request_id, envelope.text}));
}

void post_notification(Context& context, const Topic& topic, const Subscription& subscription,
                       const Publication& publication, std::string body) {
  // What goes to the dead-letter queue if all attempts fail; its body is this one's.
  QueueMessage dead_letter = make_queue_message(subscription, publication, "");
  Json payload =
      payload_of(topic, subscription,
                 {"Notification", publication.message_id, publication.cause, std::move(body)});
  if (wants_raw(subscription)) payload["headers"]["x-amz-sns-rawdelivery"] = "true";
  payload["subscription"] = subscription.arn;
  payload["deadLetter"] = Writer::write(dead_letter);
  send(context, topic, std::move(payload));
}

}  // namespace keytrail::sns
