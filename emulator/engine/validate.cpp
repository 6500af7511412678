#include "engine/validate.h"

#include <re2/re2.h>

#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace keytrail {
namespace {

using models::Member;
using models::Shape;
using models::Type;

constexpr std::size_t kViolationsMax = 10;  // Further ones are not looked for.
constexpr long kRepetitionsMax = 1000;      // The engine's own limit.

// Compiled patterns, made when first needed. Models live as long as the process, so the address
// of a pattern's text is its name.
class Patterns {
 public:
  // Nothing to enforce when the engine cannot express the pattern.
  const RE2* find(std::string_view pattern) {
    const std::scoped_lock lock(mutex_);
    std::unique_ptr<RE2>& compiled = compiled_[pattern.data()];
    if (compiled == nullptr) compiled = std::make_unique<RE2>(pattern_for_re2(pattern), options());
    return compiled->ok() && !compiled->pattern().empty() ? compiled.get() : nullptr;
  }

 private:
  static RE2::Options options() {
    RE2::Options options;
    options.set_log_errors(false);
    return options;
  }

  std::mutex mutex_;
  std::unordered_map<const char*, std::unique_ptr<RE2>> compiled_;
};

bool matches(std::string_view pattern, std::string_view text) {
  static Patterns patterns;
  const RE2* compiled = patterns.find(pattern);
  return compiled == nullptr ||
         RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *compiled);
}

// Where in the input we are. Lives on the stack; becomes text only for a message.
struct Place {
  const Place* parent;
  std::string_view name;  // A member, or the key of a map's entry.
  std::size_t number;     // An element of a list, from 1; 0 for the others.
  bool is_entry;          // Of a list or a map: "tags.1.member", "attributes.name.member".
};

std::string text_of(const Place& place) {
  std::string text = place.parent != nullptr ? text_of(*place.parent) + "." : std::string();
  if (place.number > 0) return text + std::to_string(place.number) + ".member";
  if (place.is_entry) return text.append(place.name) + ".member";
  return text + lower_first(place.name);
}

// Appends the value the way Java prints it: "[a, b]", "{k=v}", "Tag(tagKey=a, tagValue=null)".
// False for what must not be shown: blobs and secrets.
bool append_value(const Shape& shape, const Json& value, std::string& text) {
  if (value.is_null()) {
    text += "null";
    return true;
  }
  if (shape.sensitive || shape.type == Type::Blob) return false;
  switch (shape.type) {
    case Type::Structure: {
      text.append(shape.name) += '(';
      const char* separator = "";
      for (const Member& member : shape.members) {
        text.append(separator).append(lower_first(member.name)) += '=';
        const Json* found = find_member(value, member.name);
        if (!append_value(*member.shape, found != nullptr ? *found : Json(), text)) return false;
        separator = ", ";
      }
      text += ')';
      return true;
    }
    case Type::List: {
      text += '[';
      const char* separator = "";
      for (const Json& element : value) {
        text += separator;
        if (!append_value(*shape.element->shape, element, text)) return false;
        separator = ", ";
      }
      text += ']';
      return true;
    }
    case Type::Map: {
      text += '{';
      const char* separator = "";
      for (const auto& [name, entry] : value.items()) {
        text.append(separator).append(name) += '=';
        if (!append_value(*shape.element->shape, entry, text)) return false;
        separator = ", ";
      }
      text += '}';
      return true;
    }
    case Type::String:
      text += value.get_ref<const std::string&>();
      return true;
    default:
      text += to_text(value);
      return true;
  }
}

std::string number_text(double number) { return Json(static_cast<std::int64_t>(number)).dump(); }

// Sizes that min and max bound: characters, bytes, elements; nothing for other types.
std::optional<std::size_t> length_of(const Shape& shape, const Json& value) {
  switch (shape.type) {
    case Type::String:
      return code_points(value.get_ref<const std::string&>());
    case Type::Blob:
      return value.get_binary().size();
    case Type::List:
    case Type::Map:
      return value.size();
    default:
      return std::nullopt;
  }
}

std::string enum_constraint(const Shape& shape) {
  // AWS prints sets in no order of note; the one recorded text that is the same everywhere,
  // SetAlarmState's, is the model's order backwards.
  std::vector<std::string> values(shape.enums.rbegin(), shape.enums.rend());
  return "Member must satisfy enum value set: [" + join(values, ", ") + "]";
}

void check_bounds(const Shape& shape, const Json& value, std::vector<std::string>& broken) {
  const std::optional<std::size_t> length = length_of(shape, value);
  if (!length && !value.is_number()) return;
  const double measure = length ? static_cast<double>(*length) : value.get<double>();
  const std::string subject = length ? "Member must have length " : "Member must have value ";
  if (shape.has_max && measure > shape.max) {
    broken.push_back(subject + "less than or equal to " + number_text(shape.max));
  }
  if (shape.has_min && measure < shape.min) {
    broken.push_back(subject + "greater than or equal to " + number_text(shape.min));
  }
}

// S3 has no framework that knows sets of values: each of its operations answers in its own words.
enum class Enums { Checked, LeftToTheOperation };

// What a value breaks of its own shape's constraints, whatever it holds.
std::vector<std::string> broken_constraints(const Shape& shape, const Json& value, Enums enums) {
  std::vector<std::string> broken;
  if (value.is_null()) return {"Member must not be null"};
  if (shape.has_min || shape.has_max) check_bounds(shape, value, broken);
  if (shape.type != Type::String) return broken;
  const std::string& text = value.get_ref<const std::string&>();
  if (enums == Enums::Checked && !shape.enums.empty() &&
      std::find(shape.enums.begin(), shape.enums.end(), text) == shape.enums.end()) {
    broken.push_back(enum_constraint(shape));
  }
  if (!shape.pattern.empty() && !matches(shape.pattern, text)) {
    broken.push_back("Member must satisfy regular expression pattern: " +
                     std::string(shape.pattern));
  }
  return broken;
}

// All constraints of a shape, as AWS lists them for the entries of a list or map.
std::string all_constraints(const Shape& shape) {
  std::vector<std::string> all;
  const bool has_length = shape.type == Type::String || shape.type == Type::Blob;
  const std::string subject = has_length ? "Member must have length " : "Member must have value ";
  if (shape.has_max) all.push_back(subject + "less than or equal to " + number_text(shape.max));
  if (shape.has_min) all.push_back(subject + "greater than or equal to " + number_text(shape.min));
  if (!shape.pattern.empty()) {
    all.push_back("Member must satisfy regular expression pattern: " + std::string(shape.pattern));
  }
  if (!shape.enums.empty()) all.push_back(enum_constraint(shape));
  return "[" + join(all, ", ") + "]";
}

bool is_scalar(const Shape& shape) {
  return shape.type != Type::Structure && shape.type != Type::List && shape.type != Type::Map;
}

class Validation {
 public:
  explicit Validation(Enums enums) : enums_(enums) {}

  void structure(const Shape& shape, const Json& tree, const Place* parent) {
    for (const Member& member : shape.members) {
      if (is_full()) return;
      const Place place{parent, member.name, 0, false};
      const Json* found = find_member(tree, member.name);
      if (found != nullptr) {
        value(*member.shape, *found, place);
      } else if (member.required) {
        add(place, *member.shape, Json(), "Member must not be null");
      }
    }
  }

  const std::vector<std::string>& violations() const { return violations_; }

 private:
  bool is_full() const { return violations_.size() >= kViolationsMax; }

  void add(const Place& place, const Shape& shape, const Json& value,
           const std::string& constraint) {
    std::string shown;
    if (value.is_null()) {
      // Of what is sensitive not even the absence is told.
      if (!shape.sensitive) shown = " null";
    } else if (std::string text; append_value(shape, value, text)) {
      shown = " '" + text + "'";
    }
    violations_.push_back("Value" + shown + " at '" + text_of(place) +
                          "' failed to satisfy constraint: " + constraint);
  }

  void value(const Shape& shape, const Json& tree, const Place& place) {
    for (const std::string& constraint : broken_constraints(shape, tree, enums_)) {
      add(place, shape, tree, constraint);
    }
    if (tree.is_null()) return;
    if (shape.type == Type::Structure) structure(shape, tree, &place);
    if (shape.type == Type::List) list(shape, tree, place);
    if (shape.type == Type::Map) map(shape, tree, place);
  }

  // Scalar entries are judged together: the whole list is the value, its entries' rules the rule.
  void list(const Shape& shape, const Json& tree, const Place& place) {
    const Shape& element = *shape.element->shape;
    std::size_t number = 0;
    for (const Json& entry : tree) {
      ++number;
      if (is_full()) return;
      if (!is_scalar(element) || entry.is_null()) {
        value(element, entry, Place{&place, {}, number, true});
      } else if (!broken_constraints(element, entry, enums_).empty()) {
        return add(place, shape, tree,
                   "Member must satisfy constraint: " + all_constraints(element));
      }
    }
  }

  void map(const Shape& shape, const Json& tree, const Place& place) {
    const Shape& element = *shape.element->shape;
    for (const auto& [name, entry] : tree.items()) {
      if (is_full()) return;
      if (!broken_constraints(*shape.key->shape, Json(name), enums_).empty()) {
        return add(place, shape, tree,
                   "Map keys must satisfy constraint: " + all_constraints(*shape.key->shape));
      }
      if (!is_scalar(element) || entry.is_null()) {
        value(element, entry, Place{&place, name, 0, true});
      } else if (!broken_constraints(element, entry, enums_).empty()) {
        return add(place, shape, tree,
                   "Map value must satisfy constraint: " + all_constraints(element));
      }
    }
  }

  Enums enums_;
  std::vector<std::string> violations_;
};

// Some services check that required members are there before their framework does.
std::optional<ApiError> missing_in_service_words(const models::Service& service, const Shape& shape,
                                                 const Json& input) {
  if (service.name != "sns" && service.name != "sqs") return std::nullopt;
  for (const Member& member : shape.members) {
    if (!member.required || find_member(input, member.name) != nullptr) continue;
    const std::string name(member.name);
    if (service.name == "sqs") {
      return ApiError{"MissingParameter", "The request must contain the parameter " + name + ".",
                      400};
    }
    return ApiError{"InvalidParameterException",
                    "Invalid parameter: " + name + " Reason: no value for required parameter", 400};
  }
  return std::nullopt;
}

// Operations with an exception of their own for what is wrong with a member.
struct OwnCode {
  std::string_view service, operation, member, code;
};
constexpr OwnCode kOwnCodes[] = {
    {"cloudtrail", "LookupEvents", "LookupAttributes", "InvalidLookupAttributesException"},
    {"cloudtrail", "LookupEvents", "MaxResults", "InvalidMaxResultsException"},
    {"cloudtrail", "LookupEvents", "EventCategory", "InvalidEventCategoryException"},
};

std::string error_code(const models::Service& service, const models::Operation& operation,
                       const std::string& first_violation) {
  for (const OwnCode& own : kOwnCodes) {
    if (own.service != service.name || own.operation != operation.name) continue;
    const std::string place = " at '" + lower_first(own.member);
    if (first_violation.find(place) != std::string::npos) return std::string(own.code);
  }
  return service.name == "logs" ? "InvalidParameterException" : "ValidationException";
}

// A repetition that begins at `at` ("{1,2048}") in bounds the engine takes: above its limit the
// upper bound goes, since lengths are checked on their own. Nothing when the lower one is too high.
std::optional<std::string> bounded_repetition(std::string_view repetition) {
  const std::string inside(repetition.substr(1, repetition.size() - 2));
  const std::size_t comma = inside.find(',');
  const long low = std::strtol(inside.c_str(), nullptr, 10);
  if (low > kRepetitionsMax) return std::nullopt;
  if (comma == std::string::npos || comma + 1 == inside.size()) return std::string(repetition);
  const long high = std::strtol(inside.c_str() + comma + 1, nullptr, 10);
  if (high <= kRepetitionsMax) return std::string(repetition);
  return low == 0 ? "*" : low == 1 ? "+" : "{" + std::to_string(low) + ",}";
}

bool is_repetition(std::string_view text) {
  return text.size() > 2 && text[1] >= '0' && text[1] <= '9' &&
         text.find_first_not_of("0123456789,", 1) == text.size() - 1;
}

}  // namespace

std::string pattern_for_re2(std::string_view java_pattern) {
  std::string pattern;
  for (std::size_t i = 0; i < java_pattern.size(); ++i) {
    const char c = java_pattern[i];
    if (c == '\\' && i + 1 < java_pattern.size()) {
      const char escaped = java_pattern[i + 1];
      if (escaped == 'u' && i + 5 < java_pattern.size()) {
        pattern.append("\\x{").append(java_pattern.substr(i + 2, 4)) += '}';
        i += 5;
        continue;
      }
      pattern += c;
      pattern += escaped;
      ++i;
    } else if (c == '{') {
      const std::size_t end = std::min(java_pattern.find('}', i), java_pattern.size() - 1);
      const std::string_view repetition = java_pattern.substr(i, end - i + 1);
      if (!is_repetition(repetition)) {
        pattern += c;
        continue;
      }
      const std::optional<std::string> bounded = bounded_repetition(repetition);
      if (!bounded) return {};
      pattern += *bounded;
      i = end;
    } else {
      pattern += c;
    }
  }
  return pattern;
}

Result<void> validate(const models::Service& service, const models::Operation& operation,
                      const Json& input) {
  if (operation.input == nullptr) return {};
  if (auto error = missing_in_service_words(service, *operation.input, input)) {
    return std::move(*error);
  }
  Validation validation(service.name == "s3" || service.name == "sqs" ? Enums::LeftToTheOperation
                                                                      : Enums::Checked);
  validation.structure(*operation.input, input, nullptr);
  const std::vector<std::string>& violations = validation.violations();
  if (violations.empty()) return {};
  const std::string count = std::to_string(violations.size());
  return ApiError{error_code(service, operation, violations.front()),
                  count + (violations.size() == 1 ? " validation error" : " validation errors") +
                      " detected: " + join(violations, "; "),
                  400};
}

}  // namespace keytrail
