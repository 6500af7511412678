// Deduplication is what FIFO topics and queues remember of their messages: for five minutes after
// one, another with the same deduplication id is the same message (SNS guide, "Message
// deduplication for FIFO topics"; SQS guide, "Exactly-once processing in Amazon SQS").
#pragma once

#include <algorithm>

#include "core/table.h"

namespace keytrail {

struct AcceptedMessage {
  std::string message_id;
  std::string sequence_number;
  Instant forgotten_at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("messageId", message_id);
    archive("sequenceNumber", sequence_number);
    archive("forgottenAt", forgotten_at);
  }
};

class Deduplication {
 public:
  explicit Deduplication(std::string kind) : messages_(std::move(kind)) {}

  // The message of that id that is still remembered, or nullptr.
  const AcceptedMessage* find(const std::string& id, Instant now) const {
    const AcceptedMessage* message = messages_.find(id);
    return message != nullptr && message->forgotten_at > now ? message : nullptr;
  }
  void remember(const std::string& id, const std::string& message_id,
                const std::string& sequence_number, Instant now) {
    forget_old(now);
    messages_.put(id, AcceptedMessage{message_id, sequence_number, now + kInterval});
  }
  // All whose ids begin so: of a queue that is gone.
  void forget(const std::string& prefix) {
    for (const std::string& id : messages_.ids(prefix)) messages_.erase(id);
  }

  TableBase& table() { return messages_; }

  // Sequence numbers have 20 digits. `count` is that of the messages so far, with this one.
  static std::string sequence_number(std::uint64_t count) {
    return std::to_string(10'000'000'000'000'000'000u + count);
  }

 private:
  static constexpr Duration kInterval = std::chrono::minutes(5);

  // Looks through all only when they have doubled since, so that each costs little.
  void forget_old(Instant now) {
    if (messages_.size() < sweep_at_) return;
    for (const std::string& id : messages_.ids("")) {
      if (messages_.find(id)->forgotten_at <= now) messages_.erase(id);
    }
    constexpr std::size_t kSweepMin = 1000;
    sweep_at_ = std::max(kSweepMin, 2 * messages_.size());
  }

  Table<AcceptedMessage> messages_;
  std::size_t sweep_at_ = 0;
};

}  // namespace keytrail
