#include "sns/envelope.h"

#include "base/text.h"

namespace keytrail::sns {
namespace {

// Members in the order given, in the spacing of SNS: `"Type" : "Notification",`.
class EnvelopeText {
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

// Where the certificate is to be had: over TLS if there is any, for verifiers insist on it.
std::string secure_base(const Context& context, const std::string& base) {
  constexpr std::string_view kPlain = "http://";
  if (context.settings.tls_port == 0 || !base.starts_with(kPlain)) return base;
  std::string host = base.substr(kPlain.size());
  if (const std::size_t colon = host.rfind(':');
      colon != std::string::npos && host.find(']', colon) == std::string::npos) {
    host.resize(colon);
  }
  return "https://" + host + ":" + std::to_string(context.settings.tls_port);
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

namespace {

void add_signature(EnvelopeText& envelope, const Context& context, const Signing& signing,
                   const Subscription& subscription, const std::string& signature) {
  envelope.add("SignatureVersion", signing.version);
  envelope.add("Signature", signature);
  envelope.add("SigningCertURL", secure_base(context, base_of(context, subscription)) + "/" +
                                     signing.signer->certificate_name);
}

std::string token_message(const Subscription& subscription, TokenMessage kind) {
  if (kind == TokenMessage::SubscriptionConfirmation) {
    return "You have chosen to subscribe to the topic " + subscription.topic_arn +
           ".\nTo confirm the subscription, visit the SubscribeURL included in this message.";
  }
  return "You have chosen to deactivate subscription " + subscription.arn +
         ".\nTo cancel this operation and restore the subscription, visit the SubscribeURL "
         "included in this message.";
}

}  // namespace

Envelope token_envelope(Context& context, const Signing& signing, const Subscription& subscription,
                        TokenMessage kind) {
  const std::string type = kind == TokenMessage::SubscriptionConfirmation
                               ? "SubscriptionConfirmation"
                               : "UnsubscribeConfirmation";
  const std::string message_id = context.random.uuid();
  const std::string message = token_message(subscription, kind);
  const std::string url = confirm_url(context, subscription);
  const std::string timestamp = to_rfc3339_millis(context.now);
  EnvelopeText envelope;
  envelope.add("Type", type);
  envelope.add("MessageId", message_id);
  envelope.add("Token", subscription.token);
  envelope.add("TopicArn", subscription.topic_arn);
  envelope.add("Message", message);
  envelope.add("SubscribeURL", url);
  envelope.add("Timestamp", timestamp);
  if (signing.signer != nullptr) {
    add_signature(envelope, context, signing, subscription,
                  make_signature(signing, {{"Message", message},
                                           {"MessageId", message_id},
                                           {"SubscribeURL", url},
                                           {"Timestamp", timestamp},
                                           {"Token", subscription.token},
                                           {"TopicArn", subscription.topic_arn},
                                           {"Type", type}}));
  }
  return {message_id, envelope.take()};
}

const std::string& NotificationWriter::signature_of(const Subscription& subscription,
                                                    const std::string& text,
                                                    const std::string& timestamp) {
  const auto [found, is_new] = signatures_.try_emplace(text);
  if (!is_new) return found->second;
  SignedMembers members{{"Message", text}, {"MessageId", publication_.message_id}};
  if (!publication_.subject.empty()) members.emplace_back("Subject", publication_.subject);
  members.emplace_back("Timestamp", timestamp);
  members.emplace_back("TopicArn", subscription.topic_arn);
  members.emplace_back("Type", "Notification");
  return found->second = make_signature(signing_, members);
}

std::string NotificationWriter::write(const Subscription& subscription) {
  const std::string& text = publication_.text_for(subscription.protocol);
  const std::string timestamp = to_rfc3339_millis(context_.now);
  EnvelopeText envelope;
  envelope.add("Type", "Notification");
  envelope.add("MessageId", publication_.message_id);
  if (!publication_.sequence_number.empty()) {
    envelope.add("SequenceNumber", publication_.sequence_number);
  }
  envelope.add("TopicArn", subscription.topic_arn);
  if (!publication_.subject.empty()) envelope.add("Subject", publication_.subject);
  envelope.add("Message", text);
  envelope.add("Timestamp", timestamp);
  if (signing_.signer != nullptr) {
    add_signature(envelope, context_, signing_, subscription,
                  signature_of(subscription, text, timestamp));
  }
  envelope.add("UnsubscribeURL", unsubscribe_url(context_, subscription));
  if (!publication_.attributes.is_null()) {
    envelope.add_rendered("MessageAttributes", render_attributes(publication_.attributes));
  }
  return envelope.take();
}

}  // namespace keytrail::sns
