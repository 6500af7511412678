#include "sns/subscription_rules.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "sns/errors.h"

namespace keytrail::sns {
namespace {

constexpr std::array<std::string_view, 7> kProtocolsNotEmulated{
    "http", "https", "sqs", "lambda", "sms", "application", "firehose"};

// All of these are for protocols or features that are not here; empty is AWS's "not set".
struct InertSubscriptionAttribute {
  std::string_view name;
  std::string_view default_value;
};
constexpr std::array<InertSubscriptionAttribute, 6> kInertSubscriptionAttributes{{
    {"DeliveryPolicy", ""},
    {"FilterPolicy", ""},
    {"FilterPolicyScope", "MessageAttributes"},
    {"RedrivePolicy", ""},
    {"ReplayPolicy", ""},
    {"SubscriptionRoleArn", ""},
}};

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

}  // namespace

bool is_token(const std::string& text) {
  return text.size() == kTokenDigits && from_hex(text).has_value();
}

Result<void> check_endpoint(const std::string& protocol, const std::string& endpoint) {
  if (std::ranges::find(kProtocolsNotEmulated, protocol) != kProtocolsNotEmulated.end()) {
    return not_implemented("sns Subscribe Protocol " + protocol);
  }
  if (protocol != "email" && protocol != "email-json") {
    return errors::unsupported_protocol(protocol);
  }
  if (!is_email_address(endpoint)) return errors::invalid_parameter("Email address");
  return {};
}

Result<void> check_subscription_attribute(std::string_view operation, const std::string& protocol,
                                          const std::string& name, const std::string& value) {
  if (name == "RawMessageDelivery") {
    if (value != "true" && value != "false") return errors::raw_delivery_value(value);
    // E-mail refuses even "false" (CloudFormation coverage roadmap, issue 399).
    return errors::raw_delivery_unsupported(protocol);
  }
  const auto inert =
      std::ranges::find(kInertSubscriptionAttributes, name, &InertSubscriptionAttribute::name);
  if (inert == kInertSubscriptionAttributes.end())
    return errors::invalid_parameter("AttributeName");
  if (value.empty() || value == inert->default_value) return {};
  if (name == "FilterPolicyScope" && value != "MessageBody") {
    return errors::filter_scope_value(value);
  }
  return not_implemented("sns " + std::string(operation) + " " + name);
}

}  // namespace keytrail::sns
