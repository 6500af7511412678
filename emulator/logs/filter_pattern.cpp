#include "logs/filter_pattern.h"

#include <algorithm>

#include "base/text.h"
#include "logs/pattern/explain.h"
#include "logs/pattern/lexer.h"
#include "logs/pattern/matcher.h"
#include "logs/pattern/parser.h"

namespace keytrail::logs {
namespace {

using Compiled = FilterPattern::Compiled;

template <class Syntax>
std::variant<Compiled, PatternError> parse_with(std::optional<Syntax> (*parse)(Lexer&),
                                                std::string_view body, std::size_t offset,
                                                std::size_t regexes_max) {
  Lexer lexer(body, offset);
  std::optional<Syntax> syntax = parse(lexer);
  if (!syntax) return lexer.error();
  if (lexer.regex_count() > regexes_max) {
    return PatternError{offset + 1, "at most 2 regular expressions in one pattern"};
  }
  return Compiled{std::move(*syntax), lexer.regex_count() > 0};
}

std::variant<Compiled, PatternError> parse_pattern(std::string_view text) {
  if (code_points(text) > kPatternCharactersMax) {
    return PatternError{1, "at most 1024 characters"};
  }
  const std::string_view blanks = " \t\n\v\f\r";
  const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
  const std::size_t last = text.find_last_not_of(blanks);
  const std::string_view pattern =
      first == text.size() ? std::string_view() : text.substr(first, last - first + 1);
  const char opening = pattern.empty() ? '\0' : pattern.front();
  if (opening != '{' && opening != '[') {
    return parse_with(parse_terms, pattern, first, std::string_view::npos);
  }
  const char closing = opening == '{' ? '}' : ']';
  if (pattern.size() < 2 || pattern.back() != closing) {
    return PatternError{last + 2, std::string("a closing ") + closing + " at the end"};
  }
  const std::string_view body = pattern.substr(1, pattern.size() - 2);
  if (opening == '{') return parse_with(parse_json_pattern, body, first + 1, kPatternRegexesMax);
  return parse_with(parse_fields_pattern, body, first + 1, kPatternRegexesMax);
}

// A field is named by the pattern, or counted: under the ellipsis and where the name is missing.
bool names_field(const FieldsPattern& pattern, std::string_view name) {
  for (const auto* entries : {&pattern.head, &pattern.tail}) {
    for (const FieldsPattern::Entry& entry : *entries) {
      if (!name.empty() && entry.name == name) return true;
    }
  }
  return !name.empty() && name.find_first_not_of("0123456789") == std::string_view::npos;
}

std::optional<std::string_view> find_field(const FieldsPattern& pattern, std::string_view key,
                                           std::string_view message) {
  const auto assigned = assign_fields(pattern, message);
  if (!assigned) return std::nullopt;
  for (const AssignedField& field : *assigned) {
    if (field.key() == key || "$" + std::to_string(field.position) == key) return field.text;
  }
  return std::nullopt;
}

// Most tests are decided by the text of the one member they look at, without making a tree.
std::optional<bool> judge_by_text(const JsonTest& test, const LogMessage& message) {
  const auto& steps = test.selector.steps;
  if (!message.has_members() || steps.empty()) return std::nullopt;
  if (steps.front().kind != Selector::Step::Kind::Member) return std::nullopt;
  return judge_member(test, message.member(steps.front().name));
}

const Json* find_in(const LogMessage& message, const Selector& selector) {
  const Json* tree = message.tree_for(selector);
  return tree == nullptr ? nullptr : find_selected(selector, *tree);
}

}  // namespace

LogMessage::LogMessage(std::string_view text, const Json* tree, const Members* members)
    : text_(text), tree_(tree), is_parsed_(tree != nullptr), members_(members) {}

const Json* LogMessage::tree() const {
  if (is_parsed_) return tree_;
  is_parsed_ = true;
  const std::string_view document = trim(text_);
  if (!document.starts_with('{') && !document.starts_with('[')) return nullptr;
  own_tree_ = parse_json(text_);
  tree_ = own_tree_ ? &*own_tree_ : nullptr;
  return tree_;
}

std::optional<std::string_view> LogMessage::member(std::string_view name) const {
  for (const JsonObjectText::Place& place : *members_) {
    if (place.name == name) return text_.substr(place.offset, place.size);
  }
  return std::nullopt;
}

const Json* LogMessage::tree_for(const Selector& selector) const {
  const bool begins_with_name =
      !selector.steps.empty() && selector.steps.front().kind == Selector::Step::Kind::Member;
  if (is_parsed_ || members_ == nullptr || !begins_with_name) return tree();
  const std::string& name = selector.steps.front().name;
  if (part_.is_null()) part_ = Json::object();
  if (std::find(asked_.begin(), asked_.end(), name) == asked_.end()) {
    asked_.push_back(name);
    if (auto member = JsonObjectText::read(text_, *members_, name)) {
      part_.get_ref<Json::object_t&>().emplace_back(name, std::move(*member));
    }
  }
  return &part_;
}

std::variant<FilterPattern, PatternError> FilterPattern::compile(std::string_view text) {
  auto parsed = parse_pattern(text);
  if (PatternError* error = std::get_if<PatternError>(&parsed)) return std::move(*error);
  return FilterPattern(std::make_shared<const Compiled>(std::get<Compiled>(std::move(parsed))));
}

PatternKind FilterPattern::kind() const {
  return static_cast<PatternKind>(compiled_->syntax.index());
}

bool FilterPattern::has_regex() const { return compiled_->has_regex; }

bool FilterPattern::matches(const LogMessage& message) const {
  if (const auto* json = std::get_if<JsonPattern>(&compiled_->syntax)) {
    return holds(json->condition, [&](const JsonTest& test) {
      if (const std::optional<bool> verdict = judge_by_text(test, message)) return *verdict;
      const Json* tree = message.tree_for(test.selector);
      return tree != nullptr && test_holds(test, *tree);
    });
  }
  if (const auto* fields = std::get_if<FieldsPattern>(&compiled_->syntax)) {
    return logs::matches(*fields, message.text());
  }
  return logs::matches(std::get<TermsPattern>(compiled_->syntax), message.text());
}

FilterPattern::ExtractedValues FilterPattern::extract(std::string_view text) const {
  ExtractedValues values;
  const auto* pattern = std::get_if<FieldsPattern>(&compiled_->syntax);
  if (pattern == nullptr) return values;
  const auto assigned = assign_fields(*pattern, text);
  if (!assigned) return values;
  for (const AssignedField& field : *assigned) {
    values.emplace_back(field.key(), std::string(field.text));
  }
  return values;
}

std::optional<ValueReference> FilterPattern::reference(std::string_view text) const {
  if (!text.starts_with('$')) return std::nullopt;
  if (const auto* fields = std::get_if<FieldsPattern>(&compiled_->syntax)) {
    if (!names_field(*fields, text.substr(1))) return std::nullopt;
    return ValueReference(
        std::make_shared<const ValueReference::Parsed>(ValueReference::Parsed{std::string(text)}));
  }
  if (kind() != PatternKind::Json) return std::nullopt;
  Lexer lexer(text, 0);
  std::optional<Selector> selector = parse_selector(lexer);
  if (!selector || !lexer.at_end() || selector->has_wildcard()) return std::nullopt;
  return ValueReference(
      std::make_shared<const ValueReference::Parsed>(ValueReference::Parsed{std::move(*selector)}));
}

std::optional<std::string> FilterPattern::text_of(const ValueReference& reference,
                                                  const LogMessage& message) const {
  if (const auto* key = std::get_if<std::string>(&reference.parsed().target)) {
    const auto field = find_field(std::get<FieldsPattern>(compiled_->syntax), *key, message.text());
    if (!field || field->empty()) return std::nullopt;
    return std::string(*field);
  }
  const Json* value = find_in(message, std::get<Selector>(reference.parsed().target));
  if (value == nullptr || value->is_null() || value->is_structured()) return std::nullopt;
  std::string text = value->is_string() ? value->get<std::string>() : to_text(*value);
  if (text.empty()) return std::nullopt;
  return text;
}

std::optional<double> FilterPattern::number_of(const ValueReference& reference,
                                               const LogMessage& message) const {
  if (const auto* key = std::get_if<std::string>(&reference.parsed().target)) {
    const auto field = find_field(std::get<FieldsPattern>(compiled_->syntax), *key, message.text());
    return field ? parse_number(*field) : std::nullopt;
  }
  const Json* value = find_in(message, std::get<Selector>(reference.parsed().target));
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->get<double>();
}

std::vector<FilterPattern::Clause> FilterPattern::explain(const LogMessage& message) const {
  if (const auto* json = std::get_if<JsonPattern>(&compiled_->syntax)) {
    return logs::explain(*json, message.tree());
  }
  if (const auto* fields = std::get_if<FieldsPattern>(&compiled_->syntax)) {
    return logs::explain(*fields, message.text());
  }
  return logs::explain(std::get<TermsPattern>(compiled_->syntax), message.text());
}

}  // namespace keytrail::logs
