#include "policy/condition.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/instant.h"
#include "base/text.h"

namespace keytrail::policy {
namespace {

constexpr bool kNegated = true;
constexpr Operator kOperators[] = {
    {"StringEquals", Family::Text},
    {"StringNotEquals", Family::Text, Relation::Equal, kNegated},
    {"StringEqualsIgnoreCase", Family::Text, Relation::EqualIgnoringCase},
    {"StringNotEqualsIgnoreCase", Family::Text, Relation::EqualIgnoringCase, kNegated},
    {"StringLike", Family::Text, Relation::Like},
    {"StringNotLike", Family::Text, Relation::Like, kNegated},
    {"NumericEquals", Family::Number},
    {"NumericNotEquals", Family::Number, Relation::Equal, kNegated},
    {"NumericLessThan", Family::Number, Relation::Less},
    {"NumericLessThanEquals", Family::Number, Relation::LessOrEqual},
    {"NumericGreaterThan", Family::Number, Relation::Greater},
    {"NumericGreaterThanEquals", Family::Number, Relation::GreaterOrEqual},
    {"DateEquals", Family::Date},
    {"DateNotEquals", Family::Date, Relation::Equal, kNegated},
    {"DateLessThan", Family::Date, Relation::Less},
    {"DateLessThanEquals", Family::Date, Relation::LessOrEqual},
    {"DateGreaterThan", Family::Date, Relation::Greater},
    {"DateGreaterThanEquals", Family::Date, Relation::GreaterOrEqual},
    {"Bool", Family::Boolean},
    {"BinaryEquals", Family::Binary},
    {"IpAddress", Family::IpAddress},
    {"NotIpAddress", Family::IpAddress, Relation::Equal, kNegated},
    // Equals and Like are the same for ARNs (IAM guide, "ARN condition operators").
    {"ArnEquals", Family::Arn, Relation::Like},
    {"ArnLike", Family::Arn, Relation::Like},
    {"ArnNotEquals", Family::Arn, Relation::Like, kNegated},
    {"ArnNotLike", Family::Arn, Relation::Like, kNegated},
    {"Null", Family::Null},
};

std::optional<double> number_of(const std::string& text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, number);
  if (failure != std::errc() || stop != end || !std::isfinite(number)) return std::nullopt;
  return number;
}

// A time as RFC 3339 or in seconds since the epoch.
std::optional<double> date_of(const std::string& text) {
  if (const auto at = parse_instant(text)) return static_cast<double>(millis_of(*at));
  if (const auto seconds = number_of(text)) return *seconds * 1000;
  return std::nullopt;
}

bool compare(Relation relation, double request, double policy) {
  switch (relation) {
    case Relation::Less:
      return request < policy;
    case Relation::LessOrEqual:
      return request <= policy;
    case Relation::Greater:
      return request > policy;
    case Relation::GreaterOrEqual:
      return request >= policy;
    default:
      return request == policy;
  }
}

struct Network {
  std::vector<std::uint8_t> address;  // 4 or 16 bytes.
  std::size_t bits = 0;
};

// "203.0.113.0/24", "2001:db8::/32", or one address.
std::optional<Network> network_of(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  Network network;
  network.address.resize(16);
  if (inet_pton(AF_INET, address.c_str(), network.address.data()) == 1) {
    network.address.resize(4);
  } else if (inet_pton(AF_INET6, address.c_str(), network.address.data()) != 1) {
    return std::nullopt;
  }
  network.bits = network.address.size() * 8;
  if (slash == std::string::npos) return network;
  const char* end = text.data() + text.size();
  std::size_t bits = 0;
  const auto [stop, failure] = std::from_chars(text.data() + slash + 1, end, bits);
  if (failure != std::errc() || stop != end || bits > network.bits) return std::nullopt;
  network.bits = bits;
  return network;
}

bool contains(const Network& network, const Network& host) {
  if (network.address.size() != host.address.size()) return false;
  for (std::size_t bit = 0; bit < network.bits; ++bit) {
    const std::uint8_t mask = static_cast<std::uint8_t>(0x80u >> (bit % 8));
    if ((network.address[bit / 8] & mask) != (host.address[bit / 8] & mask)) return false;
  }
  return true;
}

bool texts_match(Relation relation, const Pattern& policy, const std::string& request) {
  if (relation == Relation::Like) return policy.matches(request);
  if (relation == Relation::Equal) return policy.text() == request;
  return equals_ignoring_case(policy.text(), request);
}

// Both as they were written, compared by `convert`'s reading of them.
template <class Convert, class Compare>
bool converted_match(const std::string& policy, const std::string& request, Convert convert,
                     Compare compare_values) {
  const auto wanted = convert(policy);
  const auto given = convert(request);
  return wanted && given && compare_values(*given, *wanted);
}

// The operator without its negation, for one value on each side.
bool values_match(const Operator& op, const std::string& policy, const std::string& request,
                  const Conditions& conditions, Variables variables) {
  const auto related = [&](double given, double wanted) {
    return compare(op.relation, given, wanted);
  };
  switch (op.family) {
    case Family::Number:
      return converted_match(policy, request, number_of, related);
    case Family::Date:
      return converted_match(policy, request, date_of, related);
    case Family::Boolean:
      return equals_ignoring_case(policy, request);
    case Family::Binary:
      return converted_match(policy, request, from_base64,
                             [](const auto& a, const auto& b) { return a == b; });
    case Family::IpAddress:
      return converted_match(policy, request, network_of,
                             [](const auto& host, const auto& net) { return contains(net, host); });
    case Family::Text:
    case Family::Arn: {
      const auto pattern = Pattern::make(policy, variables, conditions);
      if (!pattern) return false;
      return op.family == Family::Arn ? pattern->matches_arn(request)
                                      : texts_match(op.relation, *pattern, request);
    }
    case Family::Null:
      break;
  }
  return false;
}

}  // namespace

bool Condition::holds(const Conditions& request, Variables variables) const {
  const std::vector<std::string>* given = request.find(key);
  if (op->family == Family::Null) {
    return std::any_of(values.begin(), values.end(), [&](const std::string& value) {
      return equals_ignoring_case(value, given == nullptr ? "true" : "false");
    });
  }
  if (given == nullptr) {
    if (if_exists || quantifier == Quantifier::AllValues) return true;
    // What is not there is not equal to anything.
    return op->is_negated && quantifier == Quantifier::Single;
  }
  const auto satisfies = [&](const std::string& value) {
    const bool matches = std::any_of(values.begin(), values.end(), [&](const std::string& wanted) {
      return values_match(*op, wanted, value, request, variables);
    });
    return matches != op->is_negated;
  };
  if (quantifier == Quantifier::AllValues) {
    return std::all_of(given->begin(), given->end(), satisfies);
  }
  return std::any_of(given->begin(), given->end(), satisfies);
}

std::optional<Condition> parse_operator(std::string_view text) {
  Condition condition;
  for (const auto& [prefix, quantifier] :
       {std::pair{std::string_view("ForAnyValue:"), Quantifier::AnyValue},
        std::pair{std::string_view("ForAllValues:"), Quantifier::AllValues}}) {
    if (!starts_with_ignoring_case(text, prefix)) continue;
    condition.quantifier = quantifier;
    text.remove_prefix(prefix.size());
  }
  constexpr std::string_view kIfExists = "IfExists";
  if (text.size() > kIfExists.size() &&
      equals_ignoring_case(text.substr(text.size() - kIfExists.size()), kIfExists)) {
    condition.if_exists = true;
    text.remove_suffix(kIfExists.size());
  }
  const auto* found =
      std::find_if(std::begin(kOperators), std::end(kOperators),
                   [&](const Operator& known) { return equals_ignoring_case(known.name, text); });
  if (found == std::end(kOperators)) return std::nullopt;
  if (found->family == Family::Null && condition.if_exists) return std::nullopt;
  condition.op = found;
  return condition;
}

bool is_comparable(const Operator& op, const std::string& value) {
  switch (op.family) {
    case Family::Number:
      return number_of(value).has_value();
    case Family::Date:
      return date_of(value).has_value();
    case Family::Boolean:
    case Family::Null:
      return equals_ignoring_case(value, "true") || equals_ignoring_case(value, "false");
    case Family::Binary:
      return from_base64(value).has_value();
    case Family::IpAddress:
      return network_of(value).has_value();
    case Family::Text:
    case Family::Arn:
      return true;
  }
  return false;
}

}  // namespace keytrail::policy
