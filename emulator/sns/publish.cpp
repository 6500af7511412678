#include "sns/publish.h"

#include "sns/fifo.h"
#include "sns/filter_policy.h"
#include "sns/http_endpoint.h"
#include "sns/mails.h"
#include "sns/queue_message.h"

namespace keytrail::sns {
namespace {

// What became of one message for one subscriber.
struct Fate {
  std::string status;  // "delivered", "queued", "pending", "filtered", "failed", "dead-letter".
  const Mail* mail = nullptr;
  std::string error = {};
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

// An endpoint that is gone is a client-side error, which SNS does not retry: the message goes to
// the subscription's dead-letter queue at once (SNS guide, "Dead-letter queues").
Fate deliver_to_queue(Context& context, const Subscription& subscription,
                      const QueueMessage& message) {
  const Result<void> sent = context.ports.queues.send(subscription.endpoint, message);
  if (sent.ok()) return {.status = "delivered"};
  if (send_dead_letter(context, subscription, message)) {
    return {.status = "dead-letter", .error = sent.error().message};
  }
  return {.status = "failed", .error = sent.error().message};
}

Fate deliver(Context& context, const Topic& topic, const Subscription& subscription,
             const Publication& publication, NotificationWriter& writer) {
  if (subscription.is_pending) return {.status = "pending"};
  if (!is_wanted(subscription, publication)) return {.status = "filtered"};
  const bool is_mail = !is_http(subscription) && subscription.protocol != "sqs";
  if (is_mail) {
    return {.status = "delivered",
            .mail = &context.outbox.send(
                make_notification_mail(context, topic, subscription, publication, writer))};
  }
  std::string body = wants_raw(subscription) ? publication.text_for(subscription.protocol)
                                             : writer.write(subscription);
  if (is_http(subscription)) {
    post_notification(context, topic, subscription, publication, std::move(body));
    return {.status = "queued"};
  }
  return deliver_to_queue(context, subscription,
                          make_queue_message(subscription, publication, std::move(body)));
}

}  // namespace

Result<void> publish_to_topic(State& state, Context& context, const Topic& topic,
                              Publication& publication) {
  KT_TRY_VOID(check_fifo_ids(topic, publication));
  publication.message_id = context.random.uuid();
  if (topic.is_fifo() && is_repetition(state, context, topic, publication)) return {};
  NotificationWriter writer(context, signing_of(state, topic), publication);
  state.subscriptions.each(subscriptions_prefix(*parse_arn(topic.arn)),
                           [&](const std::string&, const Subscription& subscription) {
                             note(context, subscription, publication,
                                  deliver(context, topic, subscription, publication, writer));
                           });
  return {};
}

void request_confirmation(const State& state, Context& context, const Topic& topic,
                          const Subscription& subscription) {
  Publication request;
  request.cause = context.request_id;
  if (subscription.protocol == "email") {
    const Mail& mail = context.outbox.send(make_confirmation_mail(context, topic, subscription));
    return note(context, subscription, request, {.status = "delivered", .mail = &mail});
  }
  constexpr auto kKind = TokenMessage::SubscriptionConfirmation;
  const Envelope envelope = token_envelope(context, signing_of(state, topic), subscription, kKind);
  request.message_id = envelope.message_id;
  if (is_http(subscription)) {
    post_token_message(context, topic, subscription, envelope, kKind);
    return note(context, subscription, request, {.status = "queued"});
  }
  if (subscription.protocol == "sqs") {
    QueueMessage message = make_queue_message(subscription, request, envelope.text);
    return note(context, subscription, request, deliver_to_queue(context, subscription, message));
  }
  Mail mail = make_confirmation_mail(context, topic, subscription);
  mail.body = envelope.text;
  note(context, subscription, request,
       {.status = "delivered", .mail = &context.outbox.send(std::move(mail))});
}

void give_up(const State& state, Context& context, const Delivery& delivery,
             const std::string& error) {
  const std::optional<Arn> arn = parse_arn(string_member(delivery.payload, "subscription"));
  const Json* stored = find_member(delivery.payload, "deadLetter");
  // Requests to confirm have no dead-letter queue, and the subscription may be gone.
  const Subscription* subscription = arn ? state.subscriptions.find(row_id(*arn)) : nullptr;
  if (subscription == nullptr || stored == nullptr) return;
  QueueMessage message;
  Reader::read(*stored, message);
  message.body = string_member(delivery.payload, "body");
  if (!send_dead_letter(context, *subscription, message)) return;
  Publication publication;
  const Json& about = delivery.payload.at("about");
  publication.message_id = string_member(about, "messageId");
  publication.cause = string_member(about, "cause");
  note(context, *subscription, publication, {.status = "dead-letter", .error = error});
}

}  // namespace keytrail::sns
