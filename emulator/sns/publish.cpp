#include "sns/publish.h"

#include "sns/mails.h"

namespace keytrail::sns {
namespace {

// `mail` is what went out; none when the subscription still waits for its confirmation.
void note(Context& context, const Subscription& subscription, const std::string& message_id,
          const Mail* mail, const std::string& cause) {
  Json body = {{"topic", subscription.topic_arn},
               {"protocol", subscription.protocol},
               {"endpoint", subscription.endpoint}};
  if (!message_id.empty()) body["messageId"] = message_id;
  body["status"] = mail == nullptr ? "pending" : "delivered";
  if (mail != nullptr) {
    body["subject"] = mail->subject;
    body["mail"] = mail->id;  // Its id in the inbox.
  }
  body["cause"] = cause;
  const std::optional<Arn> arn = parse_arn(subscription.topic_arn);
  context.timeline.note("notification", Scope{arn->account, arn->region}, std::move(body));
}

}  // namespace

void publish_to_topic(const State& state, Context& context, const Topic& topic,
                      const Publication& publication) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  state.subscriptions.each(subscriptions_prefix(*arn), [&](const std::string&,
                                                           const Subscription& subscription) {
    const Mail* mail = nullptr;
    if (!subscription.is_pending) {
      mail =
          &context.outbox.send(make_notification_mail(context, topic, subscription, publication));
    }
    note(context, subscription, publication.message_id, mail, publication.cause);
  });
}

void request_confirmation(Context& context, const Topic& topic, const Subscription& subscription) {
  const Mail& mail = context.outbox.send(make_confirmation_mail(context, topic, subscription));
  note(context, subscription, "", &mail, context.request_id);
}

}  // namespace keytrail::sns
