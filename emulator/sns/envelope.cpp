#include "sns/envelope.h"

#include "base/text.h"

namespace keytrail::sns {
namespace {

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

}  // namespace

std::string link_base(const Context& context) {
  if (!context.settings.public_url.empty()) return context.settings.public_url;
  const Caller& caller = context.caller;
  if (caller.host_header.empty()) return "http://127.0.0.1:4566";
  return (caller.tls_version.empty() ? "http://" : "https://") + caller.host_header;
}

std::string confirm_url(const Context& context, const Subscription& subscription) {
  return base_of(context, subscription) +
         "/?Action=ConfirmSubscription&TopicArn=" + subscription.topic_arn +
         "&Token=" + subscription.token;
}

std::string unsubscribe_url(const Context& context, const Subscription& subscription) {
  return base_of(context, subscription) +
         "/?Action=Unsubscribe&SubscriptionArn=" + subscription.arn;
}

std::string confirmation_json(Context& context, const Subscription& subscription) {
  Envelope envelope;
  envelope.add("Type", "SubscriptionConfirmation");
  envelope.add("MessageId", context.random.uuid());
  envelope.add("Token", subscription.token);
  envelope.add("TopicArn", subscription.topic_arn);
  envelope.add("Message", "You have chosen to subscribe to the topic " + subscription.topic_arn +
                              ".\nTo confirm the subscription, visit the SubscribeURL included in "
                              "this message.");
  envelope.add("SubscribeURL", confirm_url(context, subscription));
  envelope.add("Timestamp", to_rfc3339_millis(context.now));
  return envelope.take();
}

std::string notification_json(const Context& context, const Subscription& subscription,
                              const Publication& publication) {
  Envelope envelope;
  envelope.add("Type", "Notification");
  envelope.add("MessageId", publication.message_id);
  envelope.add("TopicArn", subscription.topic_arn);
  if (!publication.subject.empty()) envelope.add("Subject", publication.subject);
  envelope.add("Message", publication.text_for(subscription.protocol));
  envelope.add("Timestamp", to_rfc3339_millis(context.now));
  envelope.add("UnsubscribeURL", unsubscribe_url(context, subscription));
  if (!publication.attributes.is_null()) {
    envelope.add_rendered("MessageAttributes", render_attributes(publication.attributes));
  }
  return envelope.take();
}

}  // namespace keytrail::sns
