// Ports are what one service offers another inside an operation. A service is handed these and
// never includes another service's headers; engine/ and pipeline/ implement them.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/json_object_text.h"
#include "base/result.h"
#include "core/caller.h"
#include "core/store.h"

namespace keytrail {

// A service that calls another one for itself, which nobody has asked it to do.
struct ServiceItself {
  std::string name;        // "cloudtrail.amazonaws.com", as policies and records call it.
  Scope scope;             // The account and Region it works for.
  std::string source_arn;  // The resource it works for, which policies may ask for.
};

// Calls another service, with a record of that call.
class ServiceCalls {
 public:
  virtual ~ServiceCalls() = default;
  // On behalf of the caller, in the caller's Region or in another: the record's identity is the
  // caller's, with invokedBy = sourceIPAddress = userAgent = `as_service`.
  virtual Result<Json> call(const std::string& as_service, const std::string& service,
                            const std::string& operation, Json input,
                            const std::string& region = {}) = 0;
  // The record's identity is of type AWSService and has nothing but invokedBy. Trails get the
  // record when the command in hand is through, so that the service is not asked again meanwhile.
  virtual Result<Json> call_for_itself(const ServiceItself& who, const std::string& service,
                                       const std::string& operation, Json input) = 0;
};

// Answers whether something exists, without a call and without a record.
class Resources {
 public:
  virtual ~Resources() = default;
  virtual bool bucket_exists(const std::string& name) const = 0;
  virtual bool log_group_exists(const Scope& scope, const std::string& name) const = 0;
  virtual bool topic_exists(const std::string& arn) const = 0;
  // The ARN of the KMS key that `key_id` (any of the four forms) names, or nothing.
  virtual std::optional<std::string> key_arn(const Scope& scope,
                                             const std::string& key_id) const = 0;
};

// Takes log events into a group as a trail delivers them: creates the stream when it is missing,
// stores, runs metric filters. The error says why the group takes nothing; nothing has changed
// then.
struct DeliveredEvent {
  Instant at;
  Text message;
  // Where the members of the message are, when the caller knows.
  const std::vector<JsonObjectText::Place>* members = nullptr;
  std::uint64_t record_sequence = 0;  // See LogEventRow.
  std::string event_id;               // CloudTrail's eventID, for the timeline.
};
class LogSink {
 public:
  virtual ~LogSink() = default;
  virtual Result<void> deliver(const Scope& scope, const std::string& group,
                               const std::string& stream, const DeliveredEvent& event) = 0;
};

// Takes a metric value: a filter's, or another service's.
struct MetricValue {
  std::string metric_namespace;
  std::string metric_name;
  std::vector<std::pair<std::string, std::string>> dimensions;
  Instant at;
  double value = 0;
  std::string unit;    // Empty: None.
  std::string source;  // For the timeline: "metric-filter NAME of GROUP".
  std::string cause;   // For the timeline: the eventID that led here, if any.
};
class MetricSink {
 public:
  virtual ~MetricSink() = default;
  virtual void put(const Scope& scope, const MetricValue& value) = 0;
};

// Runs an alarm's action. The texts are CloudWatch's; SNS only carries them. The error, if any, is
// what the alarm's history shows.
struct AlarmNotification {
  std::string action_arn;
  std::string alarm_name;
  std::string alarm_arn;
  std::string subject;
  std::string message;     // The JSON message that http, sqs and email-json subscribers get.
  std::string email_body;  // The plain text that e-mail subscribers get.
};
class AlarmActions {
 public:
  virtual ~AlarmActions() = default;
  virtual Result<void> run(const Scope& scope, const AlarmNotification& notification) = 0;
};

// Writes an AwsServiceEvent record (DeleteKey, DeleteExpiredKeyMaterial, EndSecretVersionDelete …)
// and sends it down the chain.
struct ServiceEvent {
  std::string event_source;  // "kms.amazonaws.com".
  std::string event_name;
  std::vector<std::pair<std::string, std::string>> resources;  // (type, ARN).
  Json service_event_details;                                  // null: left out.
  Json additional_event_data;                                  // null: left out.
  std::string error_message = {};                              // Empty: left out.
  std::string invoked_by = "AWS Internal";
  // Not null: AWS shows this event as a call, with this and a request id.
  Json response_elements = nullptr;
};
// What a call also does in another Region is on record there, with the caller's identity and the
// service as the one who asked. Input and output are those of the operation's model.
struct CallEcho {
  std::string service;    // "kms".
  std::string operation;  // "CreateKey".
  Json input;
  Json output;
  std::vector<std::pair<std::string, std::string>> resources;  // (type, ARN).
  std::string invoked_by;                                      // "kms.amazonaws.com".
  Json response_elements = nullptr;  // Not null: shown in place of the output.
};
class ServiceEvents {
 public:
  virtual ~ServiceEvents() = default;
  virtual void emit(const Scope& scope, const ServiceEvent& event) = 0;
  virtual void echo(const Scope& scope, const CallEcho& echo) = 0;
};

// Gives the engine's lock back while slow arithmetic runs (RSA generation). A handler may use it
// before its first change only, and must look up afterwards everything it looked up before.
// Context::now has moved on when it returns.
class SlowWork {
 public:
  virtual ~SlowWork() = default;
  virtual void run(const std::function<void()>& work) = 0;
};

// Decides whether the caller may do something. All other members than these three concern
// resources with a policy of their own.
struct AccessRequest {
  std::string action;          // "kms:Encrypt".
  std::string resource = "*";  // An ARN; "*" for an operation without a resource.
  // Condition keys beyond the global ones, such as kms:ViaService, with their values.
  std::vector<std::pair<std::string, std::vector<std::string>>> conditions;

  std::string owner;                             // The resource's account; empty: the caller's.
  const std::string* resource_policy = nullptr;  // Its text.
  bool is_trust_policy = false;                  // It is a role's, which names no resource.
  bool needs_delegation = false;  // Identity policies count only where the resource's lets them.
  bool is_granted = false;        // A grant allows it.
  // The service that asks for itself, "sns.amazonaws.com"; empty: the caller asks.
  std::string as_service;
};
class Permissions {
 public:
  virtual ~Permissions() = default;
  // While policies are not enforced nobody needs to ask.
  virtual bool is_enforced() const = 0;
  // Why the caller may not, as AWS ends the sentence: " because no identity-based policy allows
  // the kms:Encrypt action". Nothing: the caller may.
  virtual std::optional<std::string> why_not(const AccessRequest& request) const = 0;
};

// Waits, with the engine's lock given back, for what other commands or the clock may bring. The
// rule of SlowWork holds: look up again afterwards. Context::now has moved on when it returns.
class Waiting {
 public:
  virtual ~Waiting() = default;
  // Returns when another command has run, when the keytrail clock reaches `wanted`, or after
  // `longest` of real time: then, and when the engine stops, false.
  virtual bool await_change(std::optional<Instant> wanted,
                            std::chrono::steady_clock::time_point longest) = 0;
};

// Puts a message into a queue, as SNS does for its subscribers.
struct QueueMessage {
  struct Attribute {
    std::string data_type;
    std::string text;
    Bytes bytes;  // For the data type Binary.

    template <class Archive>
    void fields(Archive& archive) {
      archive("dataType", data_type);
      archive("text", text);
      archive("bytes", bytes);
    }
  };
  std::string body;
  std::map<std::string, Attribute> attributes;
  std::string sender_id;
  std::string group_id;          // FIFO queues want one,
  std::string deduplication_id;  // and this one or ContentBasedDeduplication.
  std::string source_arn;        // The topic, which the queue's policy may ask for.

  template <class Archive>
  void fields(Archive& archive) {
    archive("body", body);
    archive("attributes", attributes);
    archive("senderId", sender_id);
    archive("groupId", group_id);
    archive("deduplicationId", deduplication_id);
    archive("sourceArn", source_arn);
  }
};
class Queues {
 public:
  virtual ~Queues() = default;
  // The error says why nothing arrived.
  virtual Result<void> send(const std::string& queue_arn, const QueueMessage& message) = 0;
};

struct Ports {
  ServiceCalls& calls;
  Resources& resources;
  LogSink& logs;
  MetricSink& metrics;
  AlarmActions& alarm_actions;
  ServiceEvents& service_events;
  SlowWork& slow_work;
  Permissions& permissions;
  Waiting& waiting;
  Queues& queues;
};

}  // namespace keytrail
