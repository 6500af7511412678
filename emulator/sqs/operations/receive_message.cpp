#include <algorithm>
#include <chrono>

#include "crypto/hash.h"
#include "sqs/errors.h"
#include "sqs/message_attributes.h"
#include "sqs/messages.h"
#include "sqs/operations.h"
#include "sqs/queue_attributes.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

struct Wish {
  std::int64_t count = 1;
  Duration visibility{0};
  Duration wait{0};
  std::vector<std::string> system_attributes;
  std::vector<std::string> attributes;
};

Result<Duration> read_seconds(const Queue& queue, const Json& input, const char* parameter,
                              const char* queue_default, std::int64_t max) {
  const std::optional<std::int64_t> seconds = optional_integer(input, parameter);
  if (!seconds) return queue_seconds(queue, queue_default);
  if (*seconds < 0 || *seconds > max) {
    return errors::invalid_value(std::to_string(*seconds), parameter,
                                 "Must be >= 0 and <= " + std::to_string(max) + ", if provided.");
  }
  return Duration(std::chrono::seconds(*seconds));
}

void append_names(const Json& input, const char* member, std::vector<std::string>& names) {
  const Json* list = find_member(input, member);
  if (list == nullptr) return;
  for (const Json& name : *list) names.push_back(name.get<std::string>());
}

Result<Wish> read_wish(const Queue& queue, const Json& input) {
  Wish wish;
  wish.count = optional_integer(input, "MaxNumberOfMessages").value_or(1);
  if (wish.count < 1 || wish.count > 10) {
    return errors::invalid_value(std::to_string(wish.count), "MaxNumberOfMessages",
                                 "Must be between 1 and 10, if provided.");
  }
  KT_TRY(wish.visibility,
         read_seconds(queue, input, "VisibilityTimeout", "VisibilityTimeout", 43'200));
  KT_TRY(wish.wait,
         read_seconds(queue, input, "WaitTimeSeconds", "ReceiveMessageWaitTimeSeconds", 20));
  append_names(input, "AttributeNames", wish.system_attributes);
  append_names(input, "MessageSystemAttributeNames", wish.system_attributes);
  append_names(input, "MessageAttributeNames", wish.attributes);
  return wish;
}

Json render_system_attributes(const Message& message, const std::vector<std::string>& wanted) {
  const auto millis = [](Instant at) { return std::to_string(millis_of(at)); };
  Json all = {
      {"SenderId", message.sender_id},
      {"SentTimestamp", millis(message.sent_at)},
      {"ApproximateReceiveCount", std::to_string(message.receive_count)},
      {"ApproximateFirstReceiveTimestamp", millis(*message.first_received_at)},
      {"SequenceNumber", message.sequence_number},
      {"MessageDeduplicationId", message.deduplication_id},
      {"MessageGroupId", message.group_id},
      {"DeadLetterQueueSourceArn", message.source_arn},
  };
  for (const auto& [name, attribute] : message.system_attributes) all[name] = attribute.text;
  Json selected = Json::object();
  for (const auto& [name, value] : all.items()) {
    const bool is_wanted = std::ranges::any_of(
        wanted, [&](const std::string& want) { return want == "All" || want == name; });
    if (is_wanted && !value.get_ref<const std::string&>().empty()) selected[name] = value;
  }
  return selected;
}

Json render_message(const std::string& row, const Message& message, const Wish& wish) {
  Json shown = {{"MessageId", message.message_id},
                {"ReceiptHandle", receipt_handle(row, message)},
                {"MD5OfBody", crypto::md5_hex(message.body)},
                {"Body", message.body}};
  if (Json system = render_system_attributes(message, wish.system_attributes); !system.empty()) {
    shown["Attributes"] = std::move(system);
  }
  const MessageAttributes selected = select_attributes(message.attributes, wish.attributes);
  if (!selected.empty()) {
    shown["MD5OfMessageAttributes"] = md5_of(selected);
    shown["MessageAttributes"] = render_message_attributes(selected);
  }
  return shown;
}

}  // namespace

Result<Json> receive_message(State& state, Context& context, const Json& input) {
  KT_TRY(const Queue* queue, require_queue(state, context, input));
  KT_TRY(const Wish wish, read_wish(*queue, input));
  // A long poll lasts so long in real time: whoever waits for it does, too.
  const auto longest = std::chrono::steady_clock::now() + wish.wait;
  std::vector<std::string> taken;
  for (bool goes_on = wish.wait > Duration(0);;) {
    taken = take_messages(state, context, *queue, static_cast<std::size_t>(wish.count),
                          wish.visibility);
    if (!taken.empty() || !goes_on) break;
    goes_on = context.ports.waiting.await_change(next_visible(state, *queue, context.now), longest);
    // It may have been deleted meanwhile.
    KT_TRY(queue, require_queue(state, context, input));
  }
  if (taken.empty()) return Json::object();
  Json messages = Json::array();
  for (const std::string& row : taken) {
    messages.push_back(render_message(row, *state.messages.find(row), wish));
  }
  return Json{{"Messages", std::move(messages)}};
}

}  // namespace keytrail::sqs
