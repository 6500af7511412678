#include "sqs/queue_attributes.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "sqs/errors.h"
#include "sqs/messages.h"
#include "sqs/queues.h"

namespace keytrail::sqs {
namespace {

enum class Kind { Number, Boolean, OneOf, Policy, Redrive, RedriveAllow, NotEmulated, ReadOnly };
enum class For { All, Fifo };

struct AttributeRule {
  std::string_view name;
  Kind kind;
  std::string_view default_value = {};  // Empty: not shown unless it was set.
  std::int64_t min = 0;
  std::int64_t max = 0;
  std::array<std::string_view, 2> values = {};
  For queues = For::All;
};
constexpr std::array kRules{
    AttributeRule{"VisibilityTimeout", Kind::Number, "30", 0, 43'200},
    AttributeRule{"MaximumMessageSize", Kind::Number, "1048576", 1'024, 1'048'576},
    AttributeRule{"MessageRetentionPeriod", Kind::Number, "345600", 60, 1'209'600},
    AttributeRule{"DelaySeconds", Kind::Number, "0", 0, 900},
    AttributeRule{"ReceiveMessageWaitTimeSeconds", Kind::Number, "0", 0, 20},
    AttributeRule{"SqsManagedSseEnabled", Kind::Boolean, "true"},
    AttributeRule{"Policy", Kind::Policy},
    AttributeRule{"RedrivePolicy", Kind::Redrive},
    AttributeRule{"RedriveAllowPolicy", Kind::RedriveAllow},
    AttributeRule{"KmsMasterKeyId", Kind::NotEmulated},
    AttributeRule{"KmsDataKeyReusePeriodSeconds", Kind::NotEmulated},
    AttributeRule{.name = "FifoQueue", .kind = Kind::Boolean, .queues = For::Fifo},
    AttributeRule{.name = "ContentBasedDeduplication",
                  .kind = Kind::Boolean,
                  .default_value = "false",
                  .queues = For::Fifo},
    AttributeRule{.name = "DeduplicationScope",
                  .kind = Kind::OneOf,
                  .default_value = "queue",
                  .values = {"queue", "messageGroup"},
                  .queues = For::Fifo},
    AttributeRule{.name = "FifoThroughputLimit",
                  .kind = Kind::OneOf,
                  .default_value = "perQueue",
                  .values = {"perQueue", "perMessageGroupId"},
                  .queues = For::Fifo},
    AttributeRule{"QueueArn", Kind::ReadOnly},
    AttributeRule{"CreatedTimestamp", Kind::ReadOnly},
    AttributeRule{"LastModifiedTimestamp", Kind::ReadOnly},
    AttributeRule{"ApproximateNumberOfMessages", Kind::ReadOnly},
    AttributeRule{"ApproximateNumberOfMessagesNotVisible", Kind::ReadOnly},
    AttributeRule{"ApproximateNumberOfMessagesDelayed", Kind::ReadOnly},
};

const AttributeRule* find_rule(std::string_view name) {
  const auto found = std::ranges::find(kRules, name, &AttributeRule::name);
  return found == kRules.end() ? nullptr : &*found;
}

std::optional<std::int64_t> whole_number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

// maxReceiveCount comes as a number or as a text that holds one.
std::optional<std::int64_t> receives_max_of(const Json& policy) {
  const Json* count = find_member(policy, "maxReceiveCount");
  if (count == nullptr) return std::nullopt;
  if (count->is_number_integer()) return count->get<std::int64_t>();
  return count->is_string() ? whole_number(count->get_ref<const std::string&>()) : std::nullopt;
}

Result<void> check_redrive_policy(const State& state, const Queue& queue,
                                  const std::string& value) {
  const auto invalid = [&](std::string_view reason) {
    return errors::invalid_value(value, "RedrivePolicy", reason);
  };
  const std::optional<Json> policy = parse_json(value);
  if (!policy || !policy->is_object()) return invalid("Redrive policy is not a valid JSON map.");
  for (const char* name : {"deadLetterTargetArn", "maxReceiveCount"}) {
    if (find_member(*policy, name) == nullptr) {
      return invalid("Redrive policy does not contain mandatory attribute: " + std::string(name) +
                     ".");
    }
  }
  const std::optional<std::int64_t> count = receives_max_of(*policy);
  if (!count || *count < 1 || *count > 1000) {
    const Json& given = policy->at("maxReceiveCount");
    return invalid("Invalid value for maxReceiveCount: " +
                   (given.is_string() ? given.get<std::string>() : to_text(given)) +
                   ", valid values are from 1 to 1000 both inclusive.");
  }
  const Json& target_arn = policy->at("deadLetterTargetArn");
  const Queue* target = target_arn.is_string() ? find_queue(state, target_arn) : nullptr;
  if (target == nullptr) return invalid("Dead letter target does not exist.");
  if (target->is_fifo() != queue.is_fifo()) {
    return invalid("Dead-letter queue must be same type of queue as the source.");
  }
  return {};
}

Result<void> check_value(const State& state, std::string_view operation, const Queue& queue,
                         const AttributeRule& rule, const std::string& value) {
  const std::string name(rule.name);
  const auto refuse = [&] {
    return not_implemented("sqs " + std::string(operation) + " with " + name);
  };
  switch (rule.kind) {
    case Kind::Number: {
      const std::optional<std::int64_t> number = whole_number(value);
      if (number && *number >= rule.min && *number <= rule.max) return {};
      return errors::invalid_attribute_value(name);
    }
    case Kind::Boolean:
      if (value == "true" || value == "false") return {};
      return errors::invalid_attribute_value(name);
    case Kind::OneOf:
      if (std::ranges::find(rule.values, value) != rule.values.end()) return {};
      return errors::invalid_attribute_value(name);
    case Kind::Policy: {
      const std::optional<Json> policy = parse_json(value);
      if (value.empty() || (policy && policy->is_object())) return {};
      return errors::invalid_attribute_value(name);
    }
    case Kind::Redrive:
      if (value.empty()) return {};
      return check_redrive_policy(state, queue, value);
    case Kind::RedriveAllow: {
      const std::optional<Json> policy = parse_json(value);
      if (value.empty()) return {};
      if (!policy || !policy->is_object()) return errors::invalid_attribute_value(name);
      if (string_member(*policy, "redrivePermission") == "allowAll") return {};
      return refuse();
    }
    case Kind::NotEmulated:
      if (value.empty()) return {};
      return refuse();
    case Kind::ReadOnly:
      return errors::unknown_attribute(name);
  }
  return {};
}

}  // namespace

bool is_queue_attribute(std::string_view name) { return find_rule(name) != nullptr; }

Result<Attributes> read_queue_attributes(const State& state, std::string_view operation,
                                         const Queue& queue, const Json& input) {
  Attributes given;
  const Json* attributes = find_member(input, "Attributes");
  if (attributes == nullptr) return given;
  for (const auto& [name, value] : attributes->items()) {
    const AttributeRule* rule = find_rule(name);
    if (rule == nullptr || (rule->queues == For::Fifo && !queue.is_fifo())) {
      return errors::unknown_attribute(name);
    }
    const std::string text = value.get<std::string>();
    KT_TRY_VOID(check_value(state, operation, queue, *rule, text));
    given[name] = text;
  }
  // High throughput counts by group, so deduplication must (SQS guide, "High throughput").
  Queue after = queue;
  for (const auto& [name, value] : given) after.attributes[name] = value;
  if (queue_attribute(after, "FifoThroughputLimit") == "perMessageGroupId" &&
      queue_attribute(after, "DeduplicationScope") != "messageGroup") {
    return errors::invalid_parameter(
        "The perMessageGroupId value is allowed only when the value for DeduplicationScope is "
        "messageGroup.");
  }
  return given;
}

std::string queue_attribute(const Queue& queue, std::string_view name) {
  if (const auto found = queue.attributes.find(std::string(name));
      found != queue.attributes.end()) {
    return found->second;
  }
  const AttributeRule* rule = find_rule(name);
  if (rule == nullptr || (rule->queues == For::Fifo && !queue.is_fifo())) return "";
  return std::string(rule->default_value);
}

std::int64_t queue_number(const Queue& queue, std::string_view name) {
  return whole_number(queue_attribute(queue, name)).value_or(0);
}

std::optional<RedrivePolicy> redrive_policy(const Queue& queue) {
  const std::optional<Json> policy = parse_json(queue_attribute(queue, "RedrivePolicy"));
  if (!policy) return std::nullopt;
  return RedrivePolicy{string_member(*policy, "deadLetterTargetArn"),
                       receives_max_of(*policy).value_or(0)};
}

Json render_queue_attributes(const State& state, const Queue& queue, Instant now) {
  const auto seconds = [](Instant at) { return std::to_string(millis_of(at) / 1000); };
  const MessageCounts counts = count_messages(state, queue, now);
  Json attributes = {
      {"QueueArn", queue.arn()},
      {"ApproximateNumberOfMessages", std::to_string(counts.visible)},
      {"ApproximateNumberOfMessagesNotVisible", std::to_string(counts.in_flight)},
      {"ApproximateNumberOfMessagesDelayed", std::to_string(counts.delayed)},
      {"CreatedTimestamp", seconds(queue.created_at)},
      {"LastModifiedTimestamp", seconds(queue.modified_at)},
  };
  for (const AttributeRule& rule : kRules) {
    const std::string value = queue_attribute(queue, rule.name);
    if (!value.empty()) attributes[std::string(rule.name)] = value;
  }
  return attributes;
}

}  // namespace keytrail::sqs
