// A Condition is one line of a statement's Condition block: an operator, a key of the request and
// the values it is compared with (IAM guide, "Condition operators").
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/pattern.h"
#include "policy/request.h"

namespace keytrail::policy {

// What values are compared as.
enum class Family { Text, Number, Date, Boolean, Binary, IpAddress, Arn, Null };
enum class Relation { Equal, EqualIgnoringCase, Like, Less, LessOrEqual, Greater, GreaterOrEqual };
// How a key with several values counts.
enum class Quantifier { Single, AnyValue, AllValues };

struct Operator {
  std::string_view name;
  Family family;
  Relation relation = Relation::Equal;
  bool is_negated = false;
};

struct Condition {
  const Operator* op = nullptr;
  Quantifier quantifier = Quantifier::Single;
  bool if_exists = false;
  std::string key;
  std::vector<std::string> values;

  bool holds(const Conditions& request, Variables variables) const;
};

// "ForAnyValue:StringLikeIfExists": fills all but key and values; nothing for an unknown operator.
std::optional<Condition> parse_operator(std::string_view text);

// Whether a value of the policy is one its operator can compare with: a date, a number, a range.
bool is_comparable(const Operator& op, const std::string& value);

}  // namespace keytrail::policy
