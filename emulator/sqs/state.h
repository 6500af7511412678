// What SQS remembers: queues, their messages, and what must not be sent twice.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/arn.h"
#include "base/scope.h"
#include "core/deduplication.h"
#include "core/ports.h"
#include "core/table.h"

namespace keytrail::sqs {

struct Queue {
  std::string name;
  Scope scope;
  Instant created_at;
  Instant modified_at;
  std::map<std::string, std::string> attributes;  // Those that were set, by AWS name.
  std::map<std::string, std::string> tags;
  std::uint64_t last_message = 0;    // The number of the message that came last.
  std::optional<Instant> purged_at;  // Of the last PurgeQueue.

  bool is_fifo() const { return name.ends_with(".fifo"); }
  std::string id() const { return scope.id(name); }
  std::string arn() const { return Arn{"aws", "sqs", scope.region, scope.account, name}.text(); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("account", scope.account);
    archive("region", scope.region);
    archive("createdAt", created_at);
    archive("modifiedAt", modified_at);
    archive("attributes", attributes);
    archive("tags", tags);
    archive("lastMessage", last_message);
    archive("purgedAt", purged_at);
  }
};

struct MessageAttribute {
  std::string data_type;
  std::string text;
  Bytes bytes;  // When the data type is Binary.

  bool is_binary() const { return data_type.starts_with("Binary"); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("dataType", data_type);
    archive("text", text);
    archive("bytes", bytes);
  }
};
using MessageAttributes = std::map<std::string, MessageAttribute>;

struct Message {
  std::string message_id;
  std::string body;
  MessageAttributes attributes;
  MessageAttributes system_attributes;  // AWSTraceHeader.
  std::string sender_id;
  Instant sent_at;
  Instant enqueued_at;  // When its retention began.
  Instant visible_at;
  std::optional<Instant> first_received_at;
  std::int64_t receive_count = 0;
  std::string receipt;  // Of the last receive; empty: never received from this queue.
  std::string group_id;
  std::string deduplication_id;
  std::string sequence_number;  // FIFO only.
  std::string source_arn;       // The queue it was a dead letter of.

  bool is_visible(Instant now) const { return visible_at <= now; }
  bool is_in_flight(Instant now) const { return !receipt.empty() && !is_visible(now); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("messageId", message_id);
    archive("body", body);
    archive("attributes", attributes);
    archive("systemAttributes", system_attributes);
    archive("senderId", sender_id);
    archive("sentAt", sent_at);
    archive("enqueuedAt", enqueued_at);
    archive("visibleAt", visible_at);
    archive("firstReceivedAt", first_received_at);
    archive("receiveCount", receive_count);
    archive("receipt", receipt);
    archive("groupId", group_id);
    archive("deduplicationId", deduplication_id);
    archive("sequenceNumber", sequence_number);
    archive("sourceArn", source_arn);
  }
};

struct DeletedQueue {
  Instant at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("at", at);
  }
};

struct State {
  Table<Queue> queues{"sqs.queue"};                  // By Scope::id(name).
  Table<Message> messages{"sqs.message"};            // By message_row().
  Deduplication sent{"sqs.sent"};                    // By messages_prefix() and deduplication id.
  Table<DeletedQueue> deleted{"sqs.deleted-queue"};  // By Scope::id(name), for a minute.

  std::vector<TableBase*> tables() { return {&queues, &messages, &sent.table(), &deleted}; }
};

// What the ids of a queue's messages begin with; a queue's name holds no slash.
inline std::string messages_prefix(const Queue& queue) { return queue.id() + "/"; }
// In the order in which they came.
std::string message_row(const Queue& queue, std::uint64_t number);

}  // namespace keytrail::sqs
