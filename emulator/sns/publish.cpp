#include "sns/publish.h"

#include "sns/envelope.h"
#include "sns/filter_policy.h"
#include "sns/mails.h"

namespace keytrail::sns {
namespace {

// Whom queues see as the sender: SNS itself.
constexpr const char* kSenderId = "AIDAIT2UOQQY3AUEKVGXU";

// What became of one message for one subscriber.
struct Fate {
  std::string status;  // "delivered", "pending", "filtered", "failed", "dead-letter".
  const Mail* mail = nullptr;
  std::string error;
};

void note(Context& context, const Subscription& subscription, const Publication& publication,
          const Fate& fate) {
  Json body = {{"topic", subscription.topic_arn},
               {"protocol", subscription.protocol},
               {"endpoint", subscription.endpoint}};
  if (!publication.message_id.empty()) body["messageId"] = publication.message_id;
  body["status"] = fate.status;
  if (fate.mail != nullptr) {
    body["subject"] = fate.mail->subject;
    body["mail"] = fate.mail->id;  // Its id in the inbox.
  }
  if (!fate.error.empty()) body["error"] = fate.error;
  body["cause"] = publication.cause;
  const std::optional<Arn> arn = parse_arn(subscription.topic_arn);
  context.timeline.note("notification", Scope{arn->account, arn->region}, std::move(body));
}

bool is_wanted(const Subscription& subscription, const Publication& publication) {
  const std::optional<Json> policy =
      parse_json(attribute_or(subscription.attributes, "FilterPolicy"));
  if (!policy) return true;
  if (attribute_or(subscription.attributes, "FilterPolicyScope") != kBodyScope) {
    return passes_filter(*policy, filterable_attributes(publication.attributes));
  }
  const std::optional<Json> body = parse_json(publication.text_for(subscription.protocol));
  return body && body->is_object() && passes_filter(*policy, *body);
}

QueueMessage make_queue_message(const Context& context, const Subscription& subscription,
                                const Publication& publication) {
  QueueMessage message;
  message.sender_id = kSenderId;
  message.group_id = publication.group_id;
  if (attribute_or(subscription.attributes, "RawMessageDelivery") != "true") {
    message.body = notification_json(context, subscription, publication);
    return message;
  }
  message.body = publication.text_for(subscription.protocol);
  if (publication.attributes.is_null()) return message;
  for (const auto& [name, value] : publication.attributes.items()) {
    QueueMessage::Attribute attribute{
        string_member(value, "DataType"), string_member(value, "StringValue"), {}};
    if (const Bytes* bytes = blob_member(value, "BinaryValue")) attribute.bytes = *bytes;
    message.attributes[name] = std::move(attribute);
  }
  return message;
}

// An endpoint that is gone is a client-side error, which SNS does not retry: the message goes to
// the subscription's dead-letter queue at once (SNS guide, "Dead-letter queues").
Fate deliver_to_queue(Context& context, const Subscription& subscription,
                      const QueueMessage& message) {
  const Result<void> sent = context.ports.queues.send(subscription.endpoint, message);
  if (sent.ok()) return {.status = "delivered"};
  const std::optional<Json> redrive =
      parse_json(attribute_or(subscription.attributes, "RedrivePolicy"));
  if (redrive &&
      context.ports.queues.send(string_member(*redrive, "deadLetterTargetArn"), message).ok()) {
    return {.status = "dead-letter", .error = sent.error().message};
  }
  return {.status = "failed", .error = sent.error().message};
}

Fate deliver(Context& context, const Topic& topic, const Subscription& subscription,
             const Publication& publication) {
  if (subscription.is_pending) return {.status = "pending"};
  if (!is_wanted(subscription, publication)) return {.status = "filtered"};
  if (subscription.protocol == "sqs") {
    return deliver_to_queue(context, subscription,
                            make_queue_message(context, subscription, publication));
  }
  return {.status = "delivered",
          .mail = &context.outbox.send(
              make_notification_mail(context, topic, subscription, publication))};
}

}  // namespace

void publish_to_topic(const State& state, Context& context, const Topic& topic,
                      const Publication& publication) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  state.subscriptions.each(subscriptions_prefix(*arn), [&](const std::string&,
                                                           const Subscription& subscription) {
    note(context, subscription, publication, deliver(context, topic, subscription, publication));
  });
}

void request_confirmation(Context& context, const Topic& topic, const Subscription& subscription) {
  Publication request;
  request.cause = context.request_id;
  if (subscription.protocol == "sqs") {
    QueueMessage message;
    message.body = confirmation_json(context, subscription);
    message.sender_id = kSenderId;
    note(context, subscription, request, deliver_to_queue(context, subscription, message));
    return;
  }
  const Mail& mail = context.outbox.send(make_confirmation_mail(context, topic, subscription));
  note(context, subscription, request, {.status = "delivered", .mail = &mail});
}

}  // namespace keytrail::sns
