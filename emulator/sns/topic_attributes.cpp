#include "sns/topic_attributes.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sns/delivery_policy.h"
#include "sns/errors.h"

namespace keytrail::sns {
namespace {

constexpr std::size_t kDisplayNameLengthMax = 100;

// What AWS does with an attribute that keytrail takes only at its default.
enum class Shown { No, OnceSet };
struct InertTopicAttribute {
  std::string_view name;
  std::string_view default_value;
  Shown shown;
};
constexpr std::array kInertTopicAttributes{
    InertTopicAttribute{"KmsMasterKeyId", "", Shown::No},
    InertTopicAttribute{"TracingConfig", "PassThrough", Shown::OnceSet},
    InertTopicAttribute{"ArchivePolicy", "", Shown::No},
    InertTopicAttribute{"DataProtectionPolicy", "", Shown::No},
};

// Attributes that take one of a few values.
struct ChoiceAttribute {
  std::string_view name;
  std::array<std::string_view, 2> values;
  std::string_view default_value;
  bool is_fifo_only = false;
};
constexpr std::array kChoiceAttributes{
    ChoiceAttribute{"SignatureVersion", {"1", "2"}, "1"},
    ChoiceAttribute{"FifoTopic", {"true", "false"}, "false"},
    ChoiceAttribute{"ContentBasedDeduplication", {"true", "false"}, "false", true},
    ChoiceAttribute{"FifoThroughputScope", {"Topic", "MessageGroup"}, "Topic", true},
};

const ChoiceAttribute* find_choice(std::string_view name) {
  const auto found = std::ranges::find(kChoiceAttributes, name, &ChoiceAttribute::name);
  return found == kChoiceAttributes.end() ? nullptr : &*found;
}

const InertTopicAttribute* find_inert(std::string_view name) {
  const auto found = std::ranges::find(kInertTopicAttributes, name, &InertTopicAttribute::name);
  return found == kInertTopicAttributes.end() ? nullptr : &*found;
}

// "LambdaSuccessFeedbackRoleArn" and its fourteen sisters.
bool is_feedback_attribute(std::string_view name) {
  constexpr std::array kProtocols{"HTTP", "Firehose", "Lambda", "Application", "SQS"};
  constexpr std::array kKinds{"SuccessFeedbackRoleArn", "SuccessFeedbackSampleRate",
                              "FailureFeedbackRoleArn"};
  return std::ranges::any_of(kProtocols, [&](std::string_view protocol) {
    return name.starts_with(protocol) && std::ranges::any_of(kKinds, [&](std::string_view kind) {
             return name.substr(protocol.size()) == kind;
           });
  });
}

bool is_display_name(std::string_view value) {
  return code_points(value) <= kDisplayNameLengthMax &&
         std::ranges::none_of(value, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string default_policy(const Topic& topic) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  Json statement = {
      {"Sid", "__default_statement_ID"},
      {"Effect", "Allow"},
      {"Principal", {{"AWS", "*"}}},
      {"Action",
       {"SNS:GetTopicAttributes", "SNS:SetTopicAttributes", "SNS:AddPermission",
        "SNS:RemovePermission", "SNS:DeleteTopic", "SNS:Subscribe", "SNS:ListSubscriptionsByTopic",
        "SNS:Publish"}},
      {"Resource", topic.arn},
      {"Condition", {{"StringEquals", {{"AWS:SourceOwner", arn->account}}}}},
  };
  return to_text(Json{{"Version", "2008-10-17"},
                      {"Id", "__default_policy_ID"},
                      {"Statement", Json::array({std::move(statement)})}});
}

}  // namespace

Result<void> check_topic_attribute(std::string_view operation, FifoTopic fifo,
                                   const std::string& name, const std::string& value) {
  if (name == "DisplayName") {
    if (!is_display_name(value)) return errors::invalid_parameter("DisplayName");
    return {};
  }
  if (name == "Policy") {
    const std::optional<Json> policy = parse_json(value);
    if (!policy || !policy->is_object()) return errors::invalid_parameter("Policy Error: null");
    return {};
  }
  if (name == "DeliveryPolicy") {
    return value.empty() ? Result<void>() : check_topic_delivery_policy(operation, value);
  }
  if (const ChoiceAttribute* choice = find_choice(name)) {
    const bool is_known = std::ranges::find(choice->values, value) != choice->values.end();
    const bool is_out_of_place =
        choice->is_fifo_only && fifo == FifoTopic::No && value != choice->default_value;
    if ((!value.empty() && !is_known) || is_out_of_place) return errors::invalid_parameter(name);
    return {};
  }
  const InertTopicAttribute* inert = find_inert(name);
  if (inert == nullptr && !is_feedback_attribute(name)) {
    return errors::invalid_parameter("AttributeName");
  }
  if (value.empty() || (inert != nullptr && value == inert->default_value)) return {};
  return not_implemented("sns " + std::string(operation) + " " + name);
}

void set_topic_attribute(Topic& topic, const std::string& name, const std::string& value) {
  const InertTopicAttribute* inert = find_inert(name);
  const bool is_fifo_matter = name.find("Fifo") == 0 || name == "ContentBasedDeduplication";
  const bool is_kept = name == "DisplayName" || name == "Policy" || name == "DeliveryPolicy" ||
                       (find_choice(name) != nullptr && (topic.is_fifo() || !is_fifo_matter)) ||
                       (inert != nullptr && inert->shown == Shown::OnceSet);
  if (value.empty() || !is_kept) {
    topic.attributes.erase(name);
  } else {
    topic.attributes[name] = value;
  }
}

std::string topic_attribute(const Topic& topic, const std::string& name) {
  if (const auto found = topic.attributes.find(name); found != topic.attributes.end()) {
    return found->second;
  }
  if (name == "Policy") return default_policy(topic);
  if (const ChoiceAttribute* choice = find_choice(name)) return std::string(choice->default_value);
  const InertTopicAttribute* inert = find_inert(name);
  return inert == nullptr ? "" : std::string(inert->default_value);
}

Json render_topic_attributes(const State& state, const Topic& topic) {
  const std::optional<Arn> arn = parse_arn(topic.arn);
  std::size_t confirmed = 0;
  std::size_t pending = 0;
  state.subscriptions.each(subscriptions_prefix(*arn),
                           [&](const std::string&, const Subscription& subscription) {
                             ++(subscription.is_pending ? pending : confirmed);
                           });
  Json attributes = {
      {"Policy", topic_attribute(topic, "Policy")},
      {"Owner", arn->account},
      {"SubscriptionsPending", std::to_string(pending)},
      {"TopicArn", topic.arn},
      {"EffectiveDeliveryPolicy", to_text(effective_delivery_policy(topic))},
      {"SubscriptionsConfirmed", std::to_string(confirmed)},
      {"DisplayName", topic_attribute(topic, "DisplayName")},
      {"SubscriptionsDeleted", std::to_string(topic.deleted_subscriptions)},
  };
  // What a FIFO topic is shows even where nobody said so.
  if (topic.is_fifo()) attributes["ContentBasedDeduplication"] = "false";
  for (const auto& [name, value] : topic.attributes) attributes[name] = value;
  return attributes;
}

}  // namespace keytrail::sns
