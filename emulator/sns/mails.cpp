#include "sns/mails.h"

#include "base/text.h"
#include "sns/topic_attributes.h"

namespace keytrail::sns {
namespace {

constexpr std::string_view kSender = "no-reply@sns.amazonaws.com";
constexpr std::string_view kContact =
    "Please do not reply directly to this email. If you have any questions or comments regarding "
    "this email, please contact us at https://aws.amazon.com/support\n";

Mail make_mail(const Context& context, const Topic& topic, const Subscription& subscription) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  const std::string name = topic_attribute(topic, "DisplayName");
  Mail mail;
  mail.at = context.now;
  mail.account = arn->account;
  mail.region = arn->region;
  mail.from = (name.empty() ? "AWS Notifications" : name) + " <" + std::string(kSender) + ">";
  mail.to = subscription.endpoint;
  mail.headers["Content-Type"] = "text/plain; charset=UTF-8";
  return mail;
}

// AWS sends this one as HTML; the same sentences in the same order as plain text read well in a
// mail program, a terminal and the console alike.
std::string confirmation_text(const Topic& topic, const std::string& url) {
  return "You have chosen to subscribe to the topic:\n" + topic.arn +
         "\n\nTo confirm this subscription, click or visit the link below (If this was in error no "
         "action is necessary):\nConfirm subscription: " +
         url +
         "\n\nPlease do not reply directly to this email. If you wish to remove yourself from "
         "receiving all future SNS subscription confirmation requests please send an email to "
         "sns-opt-out\n";
}

std::string footer(const Context& context, const Subscription& subscription) {
  return "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or "
         "visit the link below to unsubscribe:\n" +
         unsubscribe_url(context, subscription) + "\n\n" + std::string(kContact);
}

}  // namespace

Mail make_confirmation_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription) {
  Mail mail = make_mail(context, topic, subscription);
  mail.subject = "AWS Notification - Subscription Confirmation";
  mail.confirm_url = confirm_url(context, subscription);
  mail.body = confirmation_text(topic, mail.confirm_url);
  return mail;
}

Mail make_unsubscribed_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription) {
  Mail mail = make_mail(context, topic, subscription);
  mail.subject = "AWS Notification - Unsubscribe Confirmation";
  mail.confirm_url = confirm_url(context, subscription);
  mail.body = "Your subscription to the topic below has been deactivated:\n" + topic.arn +
              "\n\nIf this was in error or you wish to resubscribe, click or visit the link "
              "below:\nResubscribe: " +
              mail.confirm_url + "\n\n" + std::string(kContact);
  return mail;
}

Mail make_notification_mail(const Context& context, const Topic& topic,
                            const Subscription& subscription, const Publication& publication,
                            NotificationWriter& writer) {
  Mail mail = make_mail(context, topic, subscription);
  mail.subject = publication.subject.empty() ? "AWS Notification Message" : publication.subject;
  mail.body =
      (subscription.protocol == "email-json" ? writer.write(subscription)
                                             : publication.text_for(subscription.protocol)) +
      footer(context, subscription);
  return mail;
}

}  // namespace keytrail::sns
