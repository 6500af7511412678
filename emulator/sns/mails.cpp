#include "sns/mails.h"

#include "base/text.h"
#include "sns/topic_attributes.h"

namespace keytrail::sns {
namespace {

constexpr std::string_view kSender = "no-reply@sns.amazonaws.com";
constexpr std::string_view kContact =
    "Please do not reply directly to this email. If you have any questions or comments regarding "
    "this email, please contact us at https://aws.amazon.com/support\n";

// Members in the order given, in the spacing of SNS: `"Type" : "Notification",`.
class Envelope {
 public:
  void add(std::string_view name, std::string_view value) {
    add_rendered(name, to_text(Json(value)));
  }
  void add_rendered(std::string_view name, std::string_view value) {
    text_ += text_.empty() ? "{\n" : ",\n";
    text_ += "  \"";
    text_ += name;
    text_ += "\" : ";
    text_ += value;
  }
  std::string take() { return std::move(text_) + "\n}"; }

 private:
  std::string text_;
};

std::string render_attributes(const Json& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes.items()) {
    const Bytes* bytes = blob_member(value, "BinaryValue");
    const Json entry = {
        {"Type", string_member(value, "DataType")},
        {"Value", bytes == nullptr ? string_member(value, "StringValue") : to_base64(*bytes)}};
    text += text.empty() ? "{\n" : ",\n";
    text += "    " + to_text(Json(name)) + " : " + to_text(entry);
  }
  return text + "\n  }";
}

std::string base_of(const Context& context, const Subscription& subscription) {
  const std::string& configured = context.settings.public_url;
  return configured.empty() ? subscription.link_base : configured;
}

std::string unsubscribe_url(const Context& context, const Subscription& subscription) {
  return base_of(context, subscription) +
         "/?Action=Unsubscribe&SubscriptionArn=" + subscription.arn;
}

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

std::string confirmation_json(Context& context, const Topic& topic,
                              const Subscription& subscription, const std::string& url) {
  Envelope envelope;
  envelope.add("Type", "SubscriptionConfirmation");
  envelope.add("MessageId", context.random.uuid());
  envelope.add("Token", subscription.token);
  envelope.add("TopicArn", topic.arn);
  envelope.add("Message", "You have chosen to subscribe to the topic " + topic.arn +
                              ".\nTo confirm the subscription, visit the SubscribeURL included in "
                              "this message.");
  envelope.add("SubscribeURL", url);
  envelope.add("Timestamp", to_rfc3339_millis(context.now));
  return envelope.take();
}

std::string notification_json(const Context& context, const Topic& topic,
                              const Subscription& subscription, const Publication& publication) {
  Envelope envelope;
  envelope.add("Type", "Notification");
  envelope.add("MessageId", publication.message_id);
  envelope.add("TopicArn", topic.arn);
  if (!publication.subject.empty()) envelope.add("Subject", publication.subject);
  envelope.add("Message", publication.text_for(subscription.protocol));
  envelope.add("Timestamp", to_rfc3339_millis(context.now));
  envelope.add("UnsubscribeURL", unsubscribe_url(context, subscription));
  if (!publication.attributes.is_null()) {
    envelope.add_rendered("MessageAttributes", render_attributes(publication.attributes));
  }
  return envelope.take();
}

std::string footer(const Context& context, const Subscription& subscription) {
  return "\n\n--\nIf you wish to stop receiving notifications from this topic, please click or "
         "visit the link below to unsubscribe:\n" +
         unsubscribe_url(context, subscription) + "\n\n" + std::string(kContact);
}

}  // namespace

std::string link_base(const Context& context) {
  if (!context.settings.public_url.empty()) return context.settings.public_url;
  const Caller& caller = context.caller;
  if (caller.host_header.empty()) return "http://127.0.0.1:4566";
  return (caller.tls_version.empty() ? "http://" : "https://") + caller.host_header;
}

Mail make_confirmation_mail(Context& context, const Topic& topic,
                            const Subscription& subscription) {
  Mail mail = make_mail(context, topic, subscription);
  mail.subject = "AWS Notification - Subscription Confirmation";
  mail.confirm_url = base_of(context, subscription) +
                     "/?Action=ConfirmSubscription&TopicArn=" + topic.arn +
                     "&Token=" + subscription.token;
  mail.body = subscription.protocol == "email-json"
                  ? confirmation_json(context, topic, subscription, mail.confirm_url)
                  : confirmation_text(topic, mail.confirm_url);
  return mail;
}

Mail make_notification_mail(Context& context, const Topic& topic, const Subscription& subscription,
                            const Publication& publication) {
  Mail mail = make_mail(context, topic, subscription);
  mail.subject = publication.subject.empty() ? "AWS Notification Message" : publication.subject;
  mail.body = (subscription.protocol == "email-json"
                   ? notification_json(context, topic, subscription, publication)
                   : publication.text_for(subscription.protocol)) +
              footer(context, subscription);
  return mail;
}

}  // namespace keytrail::sns
