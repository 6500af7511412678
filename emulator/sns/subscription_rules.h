// What may subscribe, with which attributes, and how long its token lives.
#pragma once

#include <map>
#include <string>

#include "base/instant.h"
#include "base/result.h"
#include "sns/state.h"

namespace keytrail::sns {

inline constexpr const char* kExpireSubscription = "sns.expire-subscription";
inline constexpr const char* kForgetSubscription = "sns.forget-subscription";
// Confirmation tokens are valid for two days (API reference, ConfirmSubscription); what is not
// confirmed by then disappears.
inline constexpr Duration kTokenLifetime = std::chrono::days(2);
inline constexpr std::size_t kTokenDigits = 224;

bool is_token(const std::string& text);

// That the protocol is emulated and the endpoint is one of its kind; then, that both go with the
// topic.
Result<void> check_endpoint(const std::string& protocol, const std::string& endpoint);
Result<void> check_endpoint(const Topic& topic, const std::string& protocol,
                            const std::string& endpoint);

using Attributes = std::map<std::string, std::string>;

// That the attribute may hold the value beside `others`, which are set already or with it.
// `operation` is named when keytrail does not emulate it.
Result<void> check_subscription_attribute(std::string_view operation, const std::string& protocol,
                                          const Attributes& others, const std::string& name,
                                          const std::string& value);
void set_subscription_attribute(Attributes& attributes, const std::string& name,
                                const std::string& value);

}  // namespace keytrail::sns
