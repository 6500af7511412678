#include "logs/pattern/matcher.h"

#include <algorithm>

#include "logs/pattern/lexer.h"
#include "logs/pattern/regex.h"

namespace keytrail::logs {
namespace {

// A star at an end stands for any run of characters; inside the text it is an ordinary one.
bool equals(const Operand& operand, std::string_view text) {
  if (operand.regex) return occurs_in(operand.regex, text);
  if (operand.has_open_start && operand.has_open_end) {
    return text.find(operand.text) != std::string_view::npos;
  }
  if (operand.has_open_start) return text.ends_with(operand.text);
  if (operand.has_open_end) return text.starts_with(operand.text);
  return text == operand.text;
}

bool compare(Comparison comparison, double left, double right) {
  switch (comparison) {
    case Comparison::Equal:
      return left == right;
    case Comparison::NotEqual:
      return left != right;
    case Comparison::Less:
      return left < right;
    case Comparison::LessOrEqual:
      return left <= right;
    case Comparison::Greater:
      return left > right;
    case Comparison::GreaterOrEqual:
      return left >= right;
  }
  return false;
}

bool compare_number(const JsonTest& test, const Json& value) {
  if (test.operand.number) {
    return compare(test.comparison, value.get<double>(), *test.operand.number);
  }
  return equals(test.operand, to_text(value)) == (test.comparison == Comparison::Equal);
}

// Only strings and numbers can be compared: a null, a boolean, an object or an array meets neither
// `=` nor `!=` (the guide shows it for `{ $.users != 1 }` and an array).
bool value_holds(const JsonTest& test, const Json& value) {
  switch (test.kind) {
    case JsonTest::Kind::IsNull:
      return value.is_null();
    case JsonTest::Kind::IsTrue:
      return value.is_boolean() && value.get<bool>();
    case JsonTest::Kind::IsFalse:
      return value.is_boolean() && !value.get<bool>();
    case JsonTest::Kind::NotExists:
      return false;
    case JsonTest::Kind::Compare:
      break;
  }
  if (value.is_number()) return compare_number(test, value);
  if (!value.is_string() || is_ordered(test.comparison)) return false;
  return equals(test.operand, value.get_ref<const std::string&>()) ==
         (test.comparison == Comparison::Equal);
}

bool has_escapes(std::string_view json) { return json.find('\\') != std::string_view::npos; }

// A member that is the test's value itself.
std::optional<bool> judge_value(const JsonTest& test, std::string_view json) {
  using Kind = JsonTest::Kind;
  switch (json.front()) {
    case '{':
    case '[':
      return false;
    case 'n':
      return test.kind == Kind::IsNull;
    case 't':
      return test.kind == Kind::IsTrue;
    case 'f':
      return test.kind == Kind::IsFalse;
    case '"':
      if (has_escapes(json)) return std::nullopt;
      if (test.kind != Kind::Compare || is_ordered(test.comparison)) return false;
      return equals(test.operand, json.substr(1, json.size() - 2)) ==
             (test.comparison == Comparison::Equal);
    default:
      return std::nullopt;  // A number.
  }
}

// A word that cannot be a part of a number.
bool is_plain_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z' && c != 'e') || (c >= 'A' && c <= 'Z' && c != 'E');
  });
}

const Json* find_step(const Json& at, const Selector::Step& step) {
  if (step.kind == Selector::Step::Kind::Index) {
    return at.is_array() && step.index < at.size() ? &at[step.index] : nullptr;
  }
  if (!at.is_object()) return nullptr;
  for (const auto& [name, value] : at.get_ref<const Json::object_t&>()) {
    if (name == step.name) return &value;
  }
  return nullptr;
}

using Steps = std::vector<Selector::Step>;

const Json* walk(const Json* at, Steps::const_iterator step, Steps::const_iterator end) {
  for (; at != nullptr && step != end; ++step) at = find_step(*at, *step);
  return at;
}

// Whether `accept` takes one of the values a selector leads to; a selector has one wildcard at
// most.
template <class Accept>
bool any_selected(const Selector& selector, const Json& tree, Accept accept) {
  const Steps& steps = selector.steps;
  const auto wildcard =
      std::find_if(steps.begin(), steps.end(), [](const auto& step) { return step.is_wildcard(); });
  const Json* at = walk(&tree, steps.begin(), wildcard);
  if (at == nullptr) return false;
  if (wildcard == steps.end()) return accept(*at);
  const bool wants_members = wildcard->kind == Selector::Step::Kind::AnyMember;
  if (wants_members ? !at->is_object() : !at->is_array()) return false;
  for (const Json& child : *at) {
    const Json* value = walk(&child, wildcard + 1, steps.end());
    if (value != nullptr && accept(*value)) return true;
  }
  return false;
}

struct Field {
  std::string_view text;  // Without its quotes or brackets.
  std::size_t start = 0;  // Where it begins in the message, quote included.
};

// A "…" run or a […] run is one field; a quote or bracket without a partner is ordinary text.
std::vector<Field> split_fields(std::string_view message) {
  std::vector<Field> fields;
  // Once no partner was found, none follows later either: keeps this linear.
  bool may_quote = true;
  bool may_bracket = true;
  std::size_t at = 0;
  while (at < message.size()) {
    if (is_blank(message[at])) {
      ++at;
      continue;
    }
    const std::size_t start = at;
    bool& may_enclose = message[at] == '"' ? may_quote : may_bracket;
    if ((message[at] == '"' || message[at] == '[') && may_enclose) {
      const std::size_t end = message.find(message[at] == '"' ? '"' : ']', at + 1);
      if (end != std::string_view::npos) {
        fields.push_back({message.substr(at + 1, end - at - 1), start});
        at = end + 1;
        continue;
      }
      may_enclose = false;
    }
    while (at < message.size() && !is_blank(message[at])) ++at;
    fields.push_back({message.substr(start, at - start), start});
  }
  return fields;
}

// The entry for the field with `before` fields before it and `from_end - 1` after it.
const FieldsPattern::Entry* entry_at(const FieldsPattern& pattern, std::size_t before,
                                     std::size_t from_end) {
  if (before < pattern.head.size()) return &pattern.head[before];
  if (from_end > pattern.tail.size()) return nullptr;
  return &pattern.tail[pattern.tail.size() - from_end];
}

std::string_view trimmed_rest(std::string_view message, std::size_t start) {
  std::string_view rest = message.substr(start);
  while (!rest.empty() && is_blank(rest.back())) rest.remove_suffix(1);
  return rest;
}

}  // namespace

bool occurs(const TermsPattern::Term& term, std::string_view message) {
  if (term.regex) return occurs_in(term.regex, message);
  return message.find(term.text) != std::string_view::npos;
}

bool matches(const TermsPattern& pattern, std::string_view message) {
  if (pattern.matches_all) return true;
  const auto is_in = [&](const TermsPattern::Term& term) { return occurs(term, message); };
  // Optional terms count only among themselves (user guide, "Match any terms").
  if (pattern.required.empty() && pattern.excluded.empty()) {
    return std::any_of(pattern.optional.begin(), pattern.optional.end(), is_in);
  }
  return std::all_of(pattern.required.begin(), pattern.required.end(), is_in) &&
         std::none_of(pattern.excluded.begin(), pattern.excluded.end(), is_in);
}

bool test_holds(const JsonTest& test, const Json& tree) {
  if (test.kind == JsonTest::Kind::NotExists) {
    return !any_selected(test.selector, tree, [](const Json&) { return true; });
  }
  // A path that is absent meets no comparison, `!=` included.
  return any_selected(test.selector, tree,
                      [&](const Json& value) { return value_holds(test, value); });
}

std::optional<bool> judge_member(const JsonTest& test, std::optional<std::string_view> member) {
  using Kind = JsonTest::Kind;
  if (!member) return test.kind == Kind::NotExists;
  if (test.selector.steps.size() == 1) {
    if (test.kind == Kind::NotExists) return false;
    return judge_value(test, *member);
  }
  // What is equal to a word holds the word.
  const bool wants_word = test.kind == Kind::Compare && test.comparison == Comparison::Equal &&
                          !test.operand.regex && is_plain_word(test.operand.text);
  if (wants_word && !has_escapes(*member) && member->find(test.operand.text) == member->npos) {
    return false;
  }
  return std::nullopt;
}

const Json* find_selected(const Selector& selector, const Json& tree) {
  return walk(&tree, selector.steps.begin(), selector.steps.end());
}

std::string AssignedField::key() const {
  const bool is_named = entry != nullptr && !entry->name.empty();
  return "$" + (is_named ? entry->name : std::to_string(position));
}

std::optional<std::vector<AssignedField>> assign_fields(const FieldsPattern& pattern,
                                                        std::string_view message) {
  const std::vector<Field> fields = split_fields(message);
  const std::size_t named = pattern.head.size() + pattern.tail.size();
  if (fields.size() < named) return std::nullopt;
  std::vector<AssignedField> assigned;
  assigned.reserve(fields.size());
  for (std::size_t at = 0; at < fields.size(); ++at) {
    const std::size_t from_end = fields.size() - at;
    AssignedField field{entry_at(pattern, at, from_end), at + 1, fields[at].text};
    const bool takes_rest = !pattern.has_ellipsis && at + 1 == named && from_end > 1;
    if (takes_rest) field.text = trimmed_rest(message, fields[at].start);
    assigned.push_back(field);
    if (takes_rest) break;
  }
  return assigned;
}

bool test_holds(const FieldTest& test, std::string_view field) {
  if (is_ordered(test.comparison)) {
    const std::optional<double> value = parse_number(field);
    return value && compare(test.comparison, *value, *test.operand.number);
  }
  return equals(test.operand, field) == (test.comparison == Comparison::Equal);
}

bool matches(const FieldsPattern& pattern, std::string_view message) {
  const auto assigned = assign_fields(pattern, message);
  if (!assigned) return false;
  return std::all_of(assigned->begin(), assigned->end(), [](const AssignedField& field) {
    if (field.entry == nullptr || !field.entry->condition) return true;
    return holds(*field.entry->condition,
                 [&](const FieldTest& test) { return test_holds(test, field.text); });
  });
}

}  // namespace keytrail::logs
