#include "sns/filter_policy.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "sns/errors.h"

namespace keytrail::sns {
namespace {

constexpr std::size_t kPolicyBytesMax = 262'144;
constexpr std::size_t kKeysMax = 5;
constexpr std::size_t kCombinationsMax = 150;
constexpr double kNumberMax = 1e9;
constexpr std::string_view kOr = "$or";

ApiError invalid(const std::string& what) {
  return errors::invalid_parameter("FilterPolicy: " + what);
}

bool is_match_value(const Json& value) {
  return value.is_string() || value.is_number() || value.is_boolean() || value.is_null();
}

// ---- addresses ----

using Address = std::vector<std::uint8_t>;

Address parse_address(const std::string& text) {
  Address address(16);
  if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
  address.resize(4);
  if (inet_pton(AF_INET, text.c_str(), address.data()) == 1) return address;
  return {};
}

struct Block {
  Address address;
  std::size_t bits = 0;
};

Result<Block> parse_block(const std::string& text) {
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() != 2) return invalid("Malformed CIDR, one '/' required");
  Block block;
  const char* end = parts[1].data() + parts[1].size();
  const auto parsed = std::from_chars(parts[1].data(), end, block.bits);
  if (parsed.ec != std::errc() || parsed.ptr != end) {
    return invalid("Malformed CIDR, mask bits must be an integer");
  }
  block.address = parse_address(parts[0]);
  if (block.address.empty()) return invalid("Nonstandard IP address: " + parts[0]);
  if (block.bits > block.address.size() * 8) {
    return invalid("Malformed CIDR, mask bits must be an integer");
  }
  return block;
}

bool is_in_block(const Block& block, const std::string& text) {
  const Address address = parse_address(text);
  if (address.size() != block.address.size()) return false;
  for (std::size_t bit = 0; bit < block.bits; ++bit) {
    const int mask = 0x80 >> (bit % 8);
    if ((address[bit / 8] & mask) != (block.address[bit / 8] & mask)) return false;
  }
  return true;
}

// ---- what a policy may say ----

Result<void> check_numeric(const Json& expression) {
  if (!expression.is_array() || expression.empty()) {
    return invalid("Invalid member in numeric match: " + to_text(expression));
  }
  if (expression.size() > 4) return invalid("Too many elements in numeric expression");
  double bottom = 0;
  for (std::size_t i = 0; i < expression.size(); i += 2) {
    const Json& sign = expression[i];
    if (!sign.is_string()) return invalid("Invalid member in numeric match: " + to_text(sign));
    const std::string text = sign.get<std::string>();
    constexpr std::array<std::string_view, 5> kSigns{"=", "<", "<=", ">", ">="};
    if (std::ranges::find(kSigns, text) == kSigns.end()) {
      return invalid("Unrecognized numeric range operator: " + text);
    }
    if (i + 1 == expression.size() || !expression[i + 1].is_number()) {
      return invalid("Value of " + (text == "=" ? std::string("equals") : text) +
                     " must be numeric");
    }
    const double number = expression[i + 1].get<double>();
    if (std::abs(number) > kNumberMax) {
      return invalid("Bad value in numeric range: " + to_text(expression[i + 1]));
    }
    if (i == 0) {
      bottom = number;
      // Only a bottom may be followed by a top.
      const bool is_range = text == ">" || text == ">=";
      if (expression.size() > 2 && !is_range) {
        return invalid("Too many terms in numeric range expression");
      }
    } else {
      if (text != "<" && text != "<=") return invalid("Bad numeric range operator: " + text);
      if (bottom >= number) return invalid("Bottom must be less than top");
    }
  }
  return {};
}

Result<void> check_anything_but(const Json& pattern) {
  if (pattern.is_string() || pattern.is_number()) return {};
  if (pattern.is_array() && !pattern.empty() &&
      std::ranges::all_of(pattern, [](const Json& v) { return v.is_string() || v.is_number(); })) {
    return {};
  }
  constexpr std::array<std::string_view, 3> kNested{"prefix", "suffix", "wildcard"};
  if (pattern.is_object() && pattern.size() == 1 && pattern.begin()->is_string() &&
      std::ranges::find(kNested, pattern.begin().key()) != kNested.end()) {
    return {};
  }
  return invalid("Unsupported anything-but pattern: " + (pattern.is_object() && !pattern.empty()
                                                             ? pattern.begin().key()
                                                             : to_text(pattern)));
}

Result<void> check_condition(const Json& condition) {
  if (is_match_value(condition)) return {};
  if (!condition.is_object()) {
    return invalid("Match value must be String, number, true, false, or null");
  }
  if (condition.size() != 1) return invalid("Only one key allowed in match expression");
  const std::string kind = condition.begin().key();
  const Json& pattern = *condition.begin();
  if (kind == "exists") {
    if (pattern.is_boolean()) return {};
    return invalid("exists match pattern must be either true or false.");
  }
  if (kind == "numeric") return check_numeric(pattern);
  if (kind == "anything-but") return check_anything_but(pattern);
  constexpr std::array<std::string_view, 5> kOfText{"prefix", "suffix", "equals-ignore-case",
                                                    "wildcard", "cidr"};
  if (std::ranges::find(kOfText, kind) == kOfText.end()) {
    return invalid("Unrecognized match type " + kind);
  }
  if (!pattern.is_string()) return invalid(kind + " match pattern must be a string");
  if (kind != "cidr") return {};
  const Result<Block> block = parse_block(pattern.get<std::string>());
  if (!block.ok()) return block.error();
  return {};
}

// How large a policy is: its keys, and the ways to match it.
struct Size {
  std::size_t keys = 0;
  std::size_t combinations = 1;
};

Result<void> check_rules(const Json& policy, bool is_body_scope, Size& size) {
  for (const auto& [key, rule] : policy.items()) {
    if (key == kOr) {
      if (!rule.is_array() || rule.size() < 2) return invalid("\"$or\" must be an array");
      for (const Json& branch : rule) {
        if (!branch.is_object()) return invalid("\"$or\" must be an array of objects");
        KT_TRY_VOID(check_rules(branch, is_body_scope, size));
      }
    } else if (rule.is_object()) {
      if (!is_body_scope) {
        return errors::invalid_parameter(
            "Filter policy scope MessageAttributes does not support nested filter policy");
      }
      KT_TRY_VOID(check_rules(rule, is_body_scope, size));
    } else if (rule.is_array()) {
      if (rule.empty()) return invalid("Empty arrays are not allowed");
      for (const Json& condition : rule) KT_TRY_VOID(check_condition(condition));
      ++size.keys;
      size.combinations *= rule.size();
    } else {
      return invalid("\"" + key + "\" must be an object or an array");
    }
    if (size.combinations > kCombinationsMax) return invalid("Filter policy is too complex");
  }
  return {};
}

// ---- matching ----

bool equals(const Json& wanted, const Json& value) {
  if (wanted.is_number() && value.is_number()) return wanted.get<double>() == value.get<double>();
  return wanted == value;
}

bool matches_numeric(const Json& expression, double number) {
  for (std::size_t i = 0; i + 1 < expression.size(); i += 2) {
    const std::string& sign = expression[i].get_ref<const std::string&>();
    const double bound = expression[i + 1].get<double>();
    const bool holds = sign == "="    ? number == bound
                       : sign == "<"  ? number < bound
                       : sign == "<=" ? number <= bound
                       : sign == ">"  ? number > bound
                                      : number >= bound;
    if (!holds) return false;
  }
  return true;
}

bool matches_text(std::string_view kind, const std::string& pattern, const std::string& text) {
  if (kind == "prefix") return text.starts_with(pattern);
  if (kind == "suffix") return text.ends_with(pattern);
  if (kind == "equals-ignore-case") return equals_ignoring_case(text, pattern);
  if (kind == "wildcard") return matches_wildcard(pattern, text);
  const Result<Block> block = parse_block(pattern);
  return block.ok() && is_in_block(block.value(), text);
}

bool is_excluded(const Json& pattern, const Json& value) {
  if (pattern.is_array()) {
    return std::ranges::any_of(pattern, [&](const Json& one) { return equals(one, value); });
  }
  if (!pattern.is_object()) return equals(pattern, value);
  return value.is_string() &&
         matches_text(pattern.begin().key(), pattern.begin()->get<std::string>(),
                      value.get_ref<const std::string&>());
}

bool matches_condition(const Json& condition, const Json& value) {
  if (!condition.is_object()) return equals(condition, value);
  const std::string kind = condition.begin().key();
  const Json& pattern = *condition.begin();
  if (kind == "exists") return pattern.get<bool>();
  if (kind == "anything-but") return !is_excluded(pattern, value);
  if (kind == "numeric") return value.is_number() && matches_numeric(pattern, value.get<double>());
  return value.is_string() &&
         matches_text(kind, pattern.get<std::string>(), value.get_ref<const std::string&>());
}

bool accepts_absence(const Json& condition) {
  return condition.is_object() && condition.begin().key() == "exists" &&
         !condition.begin()->get<bool>();
}

bool matches_any(const Json& conditions, const Json& value) {
  if (value.is_array()) {
    return std::ranges::any_of(value,
                               [&](const Json& one) { return matches_any(conditions, one); });
  }
  return std::ranges::any_of(
      conditions, [&](const Json& condition) { return matches_condition(condition, value); });
}

bool matches_nested(const Json& policy, const Json& value) {
  if (!value.is_array()) return passes_filter(policy, value);
  return std::ranges::any_of(value, [&](const Json& one) { return passes_filter(policy, one); });
}

}  // namespace

Result<void> check_filter_policy(const std::string& text, bool is_body_scope) {
  if (text.size() > kPolicyBytesMax) return invalid("Filter policy is too complex");
  const std::optional<Json> policy = parse_json(text);
  if (!policy) return invalid("failed to parse JSON.");
  if (!policy->is_object()) return invalid("Filter is not an object");
  Size size;
  KT_TRY_VOID(check_rules(*policy, is_body_scope, size));
  if (size.keys > kKeysMax) return invalid("Filter policy can not have more than 5 keys");
  return {};
}

bool passes_filter(const Json& policy, const Json& message) {
  for (const auto& [key, rule] : policy.items()) {
    if (key == kOr) {
      if (std::ranges::none_of(
              rule, [&](const Json& branch) { return passes_filter(branch, message); })) {
        return false;
      }
      continue;
    }
    const bool is_there = message.is_object() && message.contains(key);
    if (rule.is_object()) {
      if (!matches_nested(rule, is_there ? message.at(key) : Json::object())) return false;
    } else if (is_there ? !matches_any(rule, message.at(key))
                        : std::ranges::none_of(rule, accepts_absence)) {
      return false;
    }
  }
  return true;
}

Json filterable_attributes(const Json& attributes) {
  Json object = Json::object();
  if (!attributes.is_object()) return object;
  for (const auto& [name, attribute] : attributes.items()) {
    const std::string type = string_member(attribute, "DataType");
    const std::string text = string_member(attribute, "StringValue");
    if (type == "String.Array" || type.starts_with("Number")) {
      if (std::optional<Json> value = parse_json(text)) object[name] = std::move(*value);
    } else if (type.starts_with("String")) {
      object[name] = text;
    }
  }
  return object;
}

}  // namespace keytrail::sns
