#include "sns/subscription_rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sns/delivery_policy.h"
#include "sns/errors.h"
#include "sns/filter_policy.h"

namespace keytrail::sns {
namespace {

constexpr std::array<std::string_view, 4> kProtocolsNotEmulated{"lambda", "sms", "application",
                                                                "firehose"};
// These are for protocols or features that are not here.
constexpr std::array<std::string_view, 2> kAttributesNotEmulated{"ReplayPolicy",
                                                                 "SubscriptionRoleArn"};

// One mailbox in ASCII, no display name, nothing that could end a header line.
bool is_email_address(std::string_view text) {
  const std::size_t at = text.find('@');
  if (at == std::string_view::npos || at == 0 || at + 1 == text.size()) return false;
  if (text.find('@', at + 1) != std::string_view::npos) return false;
  constexpr std::string_view kForbidden = "()<>[]:;,\\\"";
  return std::ranges::all_of(text, [&](unsigned char c) {
    return c > 0x20 && c < 0x7F && kForbidden.find(static_cast<char>(c)) == kForbidden.npos;
  });
}

// "https://host…", for the protocol of the same name.
bool is_url(std::string_view text, std::string_view scheme) {
  constexpr std::string_view kMark = "://";
  if (!starts_with_ignoring_case(text, scheme)) return false;
  const std::string_view rest = text.substr(scheme.size());
  return rest.starts_with(kMark) && rest.size() > kMark.size() && rest[kMark.size()] != '/' &&
         std::ranges::all_of(rest, [](unsigned char c) { return c > 0x20 && c < 0x7F; });
}

bool is_queue_arn(const std::string& text) {
  const std::optional<Arn> arn = parse_arn(text);
  return arn && arn->service == "sqs" && !arn->resource.empty();
}

Result<void> check_redrive_policy(const std::string& value) {
  const std::optional<Json> policy = parse_json(value);
  if (!policy || !policy->is_object()) {
    return errors::invalid_parameter("RedrivePolicy: failed to parse JSON.");
  }
  const Json* target = find_member(*policy, "deadLetterTargetArn");
  if (target == nullptr || !target->is_string() || !is_queue_arn(*target)) {
    return errors::invalid_parameter("RedrivePolicy: deadLetterTargetArn is an invalid arn");
  }
  return {};
}

}  // namespace

bool is_token(const std::string& text) {
  return text.size() == kTokenDigits && from_hex(text).has_value();
}

Result<void> check_endpoint(const Topic& topic, const std::string& protocol,
                            const std::string& endpoint) {
  if (topic.is_fifo() && protocol != "sqs") return errors::protocol_on_fifo_topic(protocol);
  if (protocol == "sqs" && endpoint.ends_with(".fifo") && !topic.is_fifo()) {
    return errors::fifo_queue_on_standard_topic();
  }
  return {};
}

Result<void> check_endpoint(const std::string& protocol, const std::string& endpoint) {
  if (std::ranges::find(kProtocolsNotEmulated, protocol) != kProtocolsNotEmulated.end()) {
    return not_implemented("sns Subscribe Protocol " + protocol);
  }
  if (protocol == "sqs") {
    if (!is_queue_arn(endpoint)) return errors::invalid_parameter("SQS endpoint ARN");
    return {};
  }
  if (protocol == "http" || protocol == "https") {
    if (!is_url(endpoint, protocol)) return errors::endpoint_of_other_protocol();
    return {};
  }
  if (protocol != "email" && protocol != "email-json") {
    return errors::unsupported_protocol(protocol);
  }
  if (!is_email_address(endpoint)) return errors::invalid_parameter("Email address");
  return {};
}

Result<void> check_subscription_attribute(std::string_view operation, const std::string& protocol,
                                          const Attributes& others, const std::string& name,
                                          const std::string& value) {
  const bool is_body_scope = attribute_or(others, "FilterPolicyScope") == kBodyScope;
  if (name == "RawMessageDelivery") {
    if (value != "true" && value != "false") return errors::raw_delivery_value(value);
    // E-mail refuses even "false" (CloudFormation coverage roadmap, issue 399).
    if (protocol.starts_with("email")) return errors::raw_delivery_unsupported(protocol);
    return {};
  }
  if (name == "FilterPolicy") {
    return value.empty() ? Result<void>() : check_filter_policy(value, is_body_scope);
  }
  if (name == "FilterPolicyScope") {
    if (value != kBodyScope && value != "MessageAttributes") {
      return errors::filter_scope_value(value);
    }
    // A policy that is there must make sense in the new scope, too.
    const std::string policy = attribute_or(others, "FilterPolicy");
    return policy.empty() ? Result<void>() : check_filter_policy(policy, value == kBodyScope);
  }
  if (name == "DeliveryPolicy") {
    if (!protocol.starts_with("http")) return errors::delivery_policy_unsupported(protocol);
    return value.empty() ? Result<void>() : check_subscription_delivery_policy(operation, value);
  }
  if (name == "RedrivePolicy") return value.empty() ? Result<void>() : check_redrive_policy(value);
  if (std::ranges::find(kAttributesNotEmulated, name) == kAttributesNotEmulated.end()) {
    return errors::invalid_parameter("AttributeName");
  }
  if (value.empty()) return {};
  return not_implemented("sns " + std::string(operation) + " " + name);
}

void set_subscription_attribute(Attributes& attributes, const std::string& name,
                                const std::string& value) {
  // An empty policy, as text or as JSON, is none.
  if (value.empty() || (name == "FilterPolicy" && value == "{}")) {
    attributes.erase(name);
  } else {
    attributes[name] = value;
  }
}

}  // namespace keytrail::sns
