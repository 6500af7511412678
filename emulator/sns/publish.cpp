#include "sns/publish.h"

#include "sns/mails.h"

namespace keytrail::sns {
namespace {

void note(Context& context, const Subscription& subscription, std::string_view message_id,
          std::string_view subject, std::string_view status, std::string_view cause) {
  Json body = {{"topic", subscription.topic_arn},
               {"protocol", subscription.protocol},
               {"endpoint", subscription.endpoint}};
  if (!message_id.empty()) body["messageId"] = message_id;
  body["subject"] = subject;
  body["status"] = status;
  body["cause"] = cause;
  const std::optional<Arn> arn = parse_arn(subscription.topic_arn);
  context.timeline.note("notification", Scope{arn->account, arn->region}, std::move(body));
}

}  // namespace

void publish_to_topic(const State& state, Context& context, const Topic& topic,
                      const Publication& publication) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  state.subscriptions.each(
      subscriptions_prefix(*arn), [&](const std::string&, const Subscription& subscription) {
        if (subscription.is_pending) {
          note(context, subscription, publication.message_id, publication.subject, "pending",
               publication.cause);
          return;
        }
        const Mail& mail = context.outbox.send(
            make_notification_mail(context, topic, subscription, publication));
        note(context, subscription, publication.message_id, mail.subject, "delivered",
             publication.cause);
      });
}

void request_confirmation(Context& context, const Topic& topic, const Subscription& subscription) {
  const Mail& mail = context.outbox.send(make_confirmation_mail(context, topic, subscription));
  note(context, subscription, "", mail.subject, "delivered", context.request_id);
}

}  // namespace keytrail::sns
