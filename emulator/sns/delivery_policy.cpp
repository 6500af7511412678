#include "sns/delivery_policy.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "sns/errors.h"

namespace keytrail::sns {
namespace {

constexpr std::int64_t kDelayMax = 3'600;  // Seconds, and of all delays together.
constexpr std::int64_t kRetriesMax = 100;
constexpr std::array<std::string_view, 4> kBackoffFunctions{"arithmetic", "exponential",
                                                            "geometric", "linear"};
constexpr std::array<std::string_view, 13> kContentTypes{"application/atom+xml",
                                                         "application/json",
                                                         "application/octet-stream",
                                                         "application/soap+xml",
                                                         "application/x-www-form-urlencoded",
                                                         "application/xhtml+xml",
                                                         "application/xml",
                                                         "text/css",
                                                         "text/csv",
                                                         "text/html",
                                                         "text/javascript",
                                                         "text/plain",
                                                         "text/xml"};

Json default_retry_policy() {
  return {{"minDelayTarget", 20},       {"maxDelayTarget", 20},   {"numRetries", 3},
          {"numMaxDelayRetries", 0},    {"numNoDelayRetries", 0}, {"numMinDelayRetries", 0},
          {"backoffFunction", "linear"}};
}
Json default_request_policy() { return {{"headerContentType", "text/plain; charset=UTF-8"}}; }

std::int64_t number_of(const Json& policy, const char* member) {
  return optional_integer(policy, member).value_or(0);
}

// What `from` has, over what is there.
Json merged(Json base, const Json* from) {
  if (from != nullptr) base.update(*from);
  return base;
}

ApiError bad_policy(const std::string& what) {
  return errors::invalid_parameter("DeliveryPolicy: " + what);
}

// That the object has members of these names only; null stands for absent.
Result<void> check_members(const Json& object, const std::string& where,
                           const std::vector<std::string_view>& names) {
  if (!object.is_object()) return bad_policy(where + " must be an object");
  for (const auto& [name, value] : object.items()) {
    if (std::ranges::find(names, std::string_view(name)) == names.end()) {
      return bad_policy("unrecognized property " + name + " in " + where);
    }
  }
  return {};
}

Result<void> check_retry_policy(const Json& given, const std::string& where) {
  KT_TRY_VOID(check_members(given, where,
                            {"minDelayTarget", "maxDelayTarget", "numRetries", "numMaxDelayRetries",
                             "numNoDelayRetries", "numMinDelayRetries", "backoffFunction"}));
  for (const auto& [name, value] : given.items()) {
    const bool is_right =
        name == "backoffFunction"
            ? value.is_string() && std::ranges::find(kBackoffFunctions, value.get<std::string>()) !=
                                       kBackoffFunctions.end()
            : value.is_number_integer() && value.get<std::int64_t>() >= 0;
    if (!is_right) return bad_policy(where + "." + name + " has an invalid value");
  }
  const Json policy = merged(default_retry_policy(), &given);
  const std::int64_t low = number_of(policy, "minDelayTarget");
  const std::int64_t high = number_of(policy, "maxDelayTarget");
  if (low < 1 || low > high) {
    return bad_policy(where + ".minDelayTarget must be between 1 and maxDelayTarget");
  }
  if (high > kDelayMax) return bad_policy(where + ".maxDelayTarget must be at most 3600");
  const std::int64_t retries = number_of(policy, "numRetries");
  if (retries > kRetriesMax) return bad_policy(where + ".numRetries must be at most 100");
  if (number_of(policy, "numNoDelayRetries") + number_of(policy, "numMinDelayRetries") +
          number_of(policy, "numMaxDelayRetries") >
      retries) {
    return bad_policy(where + ".numRetries must be at least the sum of the retries of all phases");
  }
  Duration total{0};
  for (const Duration delay : retry_delays({{"healthyRetryPolicy", policy}})) total += delay;
  if (total > std::chrono::seconds(kDelayMax)) {
    return bad_policy(where + " must not last longer than 3600 seconds");
  }
  return {};
}

Result<void> check_request_policy(const Json& given, const std::string& where) {
  KT_TRY_VOID(check_members(given, where, {"headerContentType"}));
  const std::string type = string_member(given, "headerContentType");
  if (std::ranges::find(kContentTypes, type.substr(0, type.find(';'))) == kContentTypes.end() ||
      std::ranges::any_of(type, [](unsigned char c) { return c < 0x20 || c > 0x7E; })) {
    return bad_policy(where + ".headerContentType has an invalid value");
  }
  return {};
}

// The members of a policy go by other names on a topic.
struct Names {
  const char* retry;
  const char* throttle;
  const char* request;
};
constexpr Names kTopicNames{"defaultHealthyRetryPolicy", "defaultThrottlePolicy",
                            "defaultRequestPolicy"};
constexpr Names kSubscriptionNames{"healthyRetryPolicy", "throttlePolicy", "requestPolicy"};

Result<void> check_policy(std::string_view operation, const Json& policy, const Names& names) {
  if (const Json* retry = find_member(policy, names.retry)) {
    KT_TRY_VOID(check_retry_policy(*retry, names.retry));
  }
  if (const Json* request = find_member(policy, names.request)) {
    KT_TRY_VOID(check_request_policy(*request, names.request));
  }
  if (find_member(policy, names.throttle) != nullptr) {
    return not_implemented("sns " + std::string(operation) + " DeliveryPolicy with " +
                           names.throttle);
  }
  return {};
}

Result<Json> parse_policy(const std::string& text) {
  std::optional<Json> policy = parse_json(text);
  if (!policy || !policy->is_object()) return bad_policy("failed to parse JSON.");
  return *std::move(policy);
}

Json policy_of(const std::map<std::string, std::string>& attributes) {
  return parse_json(attribute_or(attributes, "DeliveryPolicy")).value_or(Json::object());
}

// How far between the shortest and the longest delay the retry `step` of `count` waits, from 0 to
// 1. The guide shows the four functions as curves that end together; exponential bends most.
double bend(const std::string& function, double step, double count, double ratio) {
  const double share = count <= 1 ? 1 : step / (count - 1);
  if (function == "linear") return share;
  if (function == "arithmetic") return share * share;  // The steps grow by the same amount.
  if (function == "geometric") {                       // The delays grow by the same factor.
    return ratio <= 1 ? share : (std::pow(ratio, share) - 1) / (ratio - 1);
  }
  return count <= 1 ? 1 : (std::pow(2, step) - 1) / (std::pow(2, count - 1) - 1);
}

}  // namespace

Result<void> check_topic_delivery_policy(std::string_view operation, const std::string& text) {
  KT_TRY(const Json policy, parse_policy(text));
  KT_TRY_VOID(check_members(policy, "the policy", {"http"}));
  const Json* http = find_member(policy, "http");
  if (http == nullptr) return {};
  KT_TRY_VOID(check_members(*http, "http",
                            {kTopicNames.retry, kTopicNames.throttle, kTopicNames.request,
                             "disableSubscriptionOverrides"}));
  if (const Json* disable = find_member(*http, "disableSubscriptionOverrides")) {
    if (!disable->is_boolean()) return bad_policy("disableSubscriptionOverrides must be a boolean");
  }
  return check_policy(operation, *http, kTopicNames);
}

Result<void> check_subscription_delivery_policy(std::string_view operation,
                                                const std::string& text) {
  KT_TRY(const Json policy, parse_policy(text));
  KT_TRY_VOID(check_members(policy, "the policy",
                            {kSubscriptionNames.retry, kSubscriptionNames.throttle,
                             kSubscriptionNames.request, "sicklyRetryPolicy", "guaranteed"}));
  if (find_member(policy, "sicklyRetryPolicy") != nullptr ||
      optional_bool(policy, "guaranteed").value_or(false)) {
    return not_implemented("sns " + std::string(operation) +
                           " DeliveryPolicy with sicklyRetryPolicy or guaranteed");
  }
  return check_policy(operation, policy, kSubscriptionNames);
}

Json effective_delivery_policy(const Topic& topic) {
  const Json policy = policy_of(topic.attributes);
  const Json none = Json::object();
  const Json* found = find_member(policy, "http");
  const Json& http = found == nullptr ? none : *found;
  return {
      {"http",
       {{kTopicNames.retry, merged(default_retry_policy(), find_member(http, kTopicNames.retry))},
        {"disableSubscriptionOverrides",
         optional_bool(http, "disableSubscriptionOverrides").value_or(false)},
        {kTopicNames.request,
         merged(default_request_policy(), find_member(http, kTopicNames.request))}}}};
}

Json effective_delivery_policy(const Topic& topic, const Subscription& subscription) {
  const Json topics = effective_delivery_policy(topic);
  const Json& http = topics.at("http");
  const bool overrides = !http.at("disableSubscriptionOverrides").get<bool>();
  const Json own = overrides ? policy_of(subscription.attributes) : Json::object();
  // A subscription's retry policy stands for itself; it is not mixed with the topic's.
  const Json* retry = find_member(own, kSubscriptionNames.retry);
  const Json* request = find_member(own, kSubscriptionNames.request);
  return {
      {kSubscriptionNames.retry,
       retry == nullptr ? http.at(kTopicNames.retry) : merged(default_retry_policy(), retry)},
      {"sicklyRetryPolicy", nullptr},
      {kSubscriptionNames.throttle, nullptr},
      {kSubscriptionNames.request, request == nullptr ? http.at(kTopicNames.request) : *request},
      {"guaranteed", false}};
}

std::vector<Duration> retry_delays(const Json& effective) {
  const Json& policy = effective.at(kSubscriptionNames.retry);
  const auto seconds = [](double count) { return Duration(std::llround(count * 1000)); };
  const auto low = static_cast<double>(number_of(policy, "minDelayTarget"));
  const auto high = static_cast<double>(number_of(policy, "maxDelayTarget"));
  const std::int64_t at_once = number_of(policy, "numNoDelayRetries");
  const std::int64_t at_low = number_of(policy, "numMinDelayRetries");
  const std::int64_t at_high = number_of(policy, "numMaxDelayRetries");
  const std::int64_t growing = number_of(policy, "numRetries") - at_once - at_low - at_high;
  const std::string function = string_member(policy, "backoffFunction");
  std::vector<Duration> delays(static_cast<std::size_t>(at_once), Duration(0));
  delays.insert(delays.end(), static_cast<std::size_t>(at_low), seconds(low));
  for (std::int64_t step = 0; step < growing; ++step) {
    delays.push_back(seconds(low + (high - low) * bend(function, static_cast<double>(step),
                                                       static_cast<double>(growing), high / low)));
  }
  delays.insert(delays.end(), static_cast<std::size_t>(at_high), seconds(high));
  return delays;
}

std::string content_type(const Json& effective) {
  return string_member(effective.at(kSubscriptionNames.request), "headerContentType");
}

}  // namespace keytrail::sns
