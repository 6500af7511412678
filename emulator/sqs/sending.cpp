#include "sqs/sending.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/hash.h"
#include "sqs/errors.h"
#include "sqs/message_attributes.h"
#include "sqs/queue_attributes.h"

namespace keytrail::sqs {
namespace {

// The XML characters (API reference, SendMessage). The text is UTF-8: what is left to look for are
// control characters, U+FFFE and U+FFFF.
bool has_allowed_characters(std::string_view body) {
  const bool has_controls = std::ranges::any_of(
      body, [](unsigned char c) { return c < 0x20 && c != '\t' && c != '\n' && c != '\r'; });
  return !has_controls && body.find("\xEF\xBF\xBE") == std::string_view::npos &&
         body.find("\xEF\xBF\xBF") == std::string_view::npos;
}

// 1 to 128 letters, digits and punctuation (API reference, SendMessage).
bool is_fifo_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 &&
         std::ranges::all_of(id, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

Result<Duration> read_delay(const Queue& queue, const Json& input) {
  const std::optional<std::int64_t> seconds = optional_integer(input, "DelaySeconds");
  if (!seconds) return queue_seconds(queue, "DelaySeconds");
  const std::string value = std::to_string(*seconds);
  if (*seconds < 0 || *seconds > 900) {
    return errors::invalid_value(value, "DelaySeconds", "DelaySeconds must be >= 0 and <= 900.");
  }
  // A FIFO queue has one delay for all its messages.
  if (queue.is_fifo() && *seconds != 0) {
    return errors::not_for_this_queue_type(value, "DelaySeconds");
  }
  return queue.is_fifo() ? queue_seconds(queue, "DelaySeconds")
                         : Duration(std::chrono::seconds(*seconds));
}

}  // namespace

Result<void> check_fifo_ids(const Queue& queue, Message& message) {
  const auto check = [](const std::string& id, std::string_view parameter) -> Result<void> {
    if (is_fifo_id(id)) return {};
    return errors::invalid_value(
        id, parameter,
        std::string(parameter) +
            " can only include alphanumeric and punctuation characters. 1 to 128 in length.");
  };
  if (!queue.is_fifo()) {
    if (!message.deduplication_id.empty()) {
      return errors::not_for_this_queue_type(message.deduplication_id, "MessageDeduplicationId");
    }
    // Standard queues take a group for fair queues.
    if (!message.group_id.empty()) return check(message.group_id, "MessageGroupId");
    return {};
  }
  if (message.group_id.empty()) return errors::missing_parameter("MessageGroupId");
  KT_TRY_VOID(check(message.group_id, "MessageGroupId"));
  if (message.deduplication_id.empty()) {
    if (queue_attribute(queue, "ContentBasedDeduplication") != "true") {
      return errors::invalid_parameter(
          "The queue should either have ContentBasedDeduplication enabled or "
          "MessageDeduplicationId provided explicitly");
    }
    message.deduplication_id = crypto::sha256_hex(message.body);
  }
  return check(message.deduplication_id, "MessageDeduplicationId");
}

Result<Submission> read_submission(const Context& context, const Queue& queue, const Json& input) {
  Submission submission;
  Message& message = submission.message;
  message.body = string_member(input, "MessageBody");
  if (message.body.empty()) return errors::missing_parameter("MessageBody");
  if (!has_allowed_characters(message.body)) return errors::invalid_contents();
  KT_TRY(submission.delay, read_delay(queue, input));
  KT_TRY(message.attributes, read_message_attributes(input));
  KT_TRY(message.system_attributes, read_system_attributes(input));
  submission.bytes = message.body.size() + bytes_of(message.attributes);
  const std::int64_t limit = queue_number(queue, "MaximumMessageSize");
  if (static_cast<std::int64_t>(submission.bytes) > limit) return errors::message_too_long(limit);
  message.group_id = string_member(input, "MessageGroupId");
  message.deduplication_id = string_member(input, "MessageDeduplicationId");
  KT_TRY_VOID(check_fifo_ids(queue, message));
  message.sender_id = context.caller.identity.principal_id;
  return submission;
}

Json submit(State& state, Context& context, const Queue& queue, Submission submission) {
  const Message& message = submission.message;
  Json answer = {{"MD5OfMessageBody", crypto::md5_hex(message.body)}};
  if (!message.attributes.empty()) {
    answer["MD5OfMessageAttributes"] = md5_of(message.attributes);
  }
  if (!message.system_attributes.empty()) {
    answer["MD5OfMessageSystemAttributes"] = md5_of(message.system_attributes);
  }
  const SentMessage sent =
      put_message(state, context, queue, std::move(submission.message), submission.delay);
  answer["MessageId"] = sent.message_id;
  if (!sent.sequence_number.empty()) answer["SequenceNumber"] = sent.sequence_number;
  return answer;
}

}  // namespace keytrail::sqs
