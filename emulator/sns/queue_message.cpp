#include "sns/queue_message.h"

namespace keytrail::sns {

bool wants_raw(const Subscription& subscription) {
  return attribute_or(subscription.attributes, "RawMessageDelivery") == "true";
}

QueueMessage make_queue_message(const Subscription& subscription, const Publication& publication,
                                std::string body) {
  QueueMessage message;
  message.sender_id = "AIDAIT2UOQQY3AUEKVGXU";  // Whom queues see as the sender: SNS itself.
  message.source_arn = subscription.topic_arn;
  message.group_id = publication.group_id;
  message.deduplication_id = publication.deduplication_id;
  message.body = std::move(body);
  if (!wants_raw(subscription) || publication.attributes.is_null()) return message;
  for (const auto& [name, value] : publication.attributes.items()) {
    QueueMessage::Attribute attribute{
        string_member(value, "DataType"), string_member(value, "StringValue"), {}};
    if (const Bytes* bytes = blob_member(value, "BinaryValue")) attribute.bytes = *bytes;
    message.attributes[name] = std::move(attribute);
  }
  return message;
}

bool send_dead_letter(Context& context, const Subscription& subscription,
                      const QueueMessage& message) {
  const std::optional<Json> redrive =
      parse_json(attribute_or(subscription.attributes, "RedrivePolicy"));
  return redrive &&
         context.ports.queues.send(string_member(*redrive, "deadLetterTargetArn"), message).ok();
}

}  // namespace keytrail::sns
