#include "scenario/matcher.h"

#include <array>
#include <cmath>
#include <cstdlib>

#include "base/instant.h"
#include "base/text.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kShownCharactersMax = 400;

// A value as a failure shows it.
std::string shown(const Json* value) {
  if (!value) return "absent";
  std::string text = to_text(*value);
  if (text.size() <= kShownCharactersMax) return text;
  std::size_t end = kShownCharactersMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

// A number, or a time as the seconds AWS counts.
std::optional<double> as_number(const Json& value) {
  if (value.is_number()) return value.get<double>();
  if (!value.is_string()) return std::nullopt;
  const auto instant = parse_instant(value.get_ref<const std::string&>());
  if (!instant) return std::nullopt;
  return static_cast<double>(millis_of(*instant)) / 1000.0;
}

struct Comparison {
  std::string_view sign;
  bool (*holds)(double actual, double bound);
};
constexpr std::array<Comparison, 5> kComparisons = {{
    {">=", [](double actual, double bound) { return actual >= bound; }},
    {"<=", [](double actual, double bound) { return actual <= bound; }},
    {"!=", [](double actual, double bound) { return actual != bound; }},
    {">", [](double actual, double bound) { return actual > bound; }},
    {"<", [](double actual, double bound) { return actual < bound; }},
}};

// "sign bound" taken apart; nothing when the text is no comparison.
std::optional<std::pair<const Comparison*, double>> parse_comparison(std::string_view text) {
  for (const Comparison& comparison : kComparisons) {
    if (!text.starts_with(comparison.sign)) continue;
    const std::string bound(trim(text.substr(comparison.sign.size())));
    if (const auto instant = as_number(Json(bound))) return {{&comparison, *instant}};
    char* end = nullptr;
    const double number = std::strtod(bound.c_str(), &end);
    if (bound.empty() || *end != '\0') return std::nullopt;
    return {{&comparison, number}};
  }
  return std::nullopt;
}

bool equal_numbers(const Json& a, const Json& b) {
  if (a.is_number_float() || b.is_number_float()) return a.get<double>() == b.get<double>();
  return a == b;
}

bool holds(const Json& expected, const Json& actual) {
  if (expected.is_number() && actual.is_number()) return equal_numbers(expected, actual);
  if (!expected.is_string()) return expected == actual;
  const std::string& text = expected.get_ref<const std::string&>();
  if (const auto comparison = parse_comparison(text)) {
    const auto number = as_number(actual);
    return number && comparison->first->holds(*number, comparison->second);
  }
  if (actual.is_string()) return matches_wildcard(text, actual.get_ref<const std::string&>());
  const auto seconds = actual.is_number() ? as_number(expected) : std::nullopt;
  return seconds && *seconds == actual.get<double>();
}

std::string at(const std::string& where, const std::string& text) {
  return where.empty() ? text : where + ": " + text;
}

// The tree in `actual`, or the one its text holds (records and policies travel as text).
const Json* as_tree(const Json* actual, Json::value_t type, std::optional<Json>& parsed) {
  if (!actual || actual->type() == type) return actual;
  if (!actual->is_string()) return nullptr;
  parsed = parse_json(actual->get_ref<const std::string&>());
  return parsed && parsed->type() == type ? &*parsed : nullptr;
}

}  // namespace

bool is_about_numbers(const std::string& text) {
  char* end = nullptr;
  (void)std::strtod(text.c_str(), &end);
  return (!text.empty() && *end == '\0') || parse_comparison(text).has_value();
}

bool is_about_times(const std::string& text) {
  return parse_instant(text) || text.find('*') != std::string::npos || parse_comparison(text);
}

Matcher::Matcher(Json expected) : kind_(Kind::Value), value_(std::move(expected)) {}

Matcher Matcher::parse(YamlSource& source, const Yaml& node, const Names& names) {
  if (node.IsMap()) {
    std::vector<std::pair<std::string, Yaml>> members;
    for (const auto& [key, value] : members_of(node)) members.emplace_back(key.Scalar(), value);
    return parse_members(source, members, names);
  }
  Matcher matcher;
  if (node.IsSequence()) {
    matcher.kind_ = Kind::Items;
    for (const Yaml& item : node) matcher.items_.push_back(parse(source, item, names));
    return matcher;
  }
  if (node.IsScalar() && !is_quoted(node)) {
    if (node.Scalar() == "exists") return matcher;
    if (node.Scalar() == "absent") {
      matcher.kind_ = Kind::Absent;
      return matcher;
    }
  }
  matcher.kind_ = Kind::Value;
  matcher.value_ = Template::parse(source, node, names);
  return matcher;
}

Matcher Matcher::parse_members(YamlSource& source,
                               const std::vector<std::pair<std::string, Yaml>>& members,
                               const Names& names) {
  Matcher matcher;
  matcher.kind_ = Kind::Members;
  for (const auto& [name, value] : members) {
    Member member{name, std::nullopt, parse(source, value, names)};
    if (name.starts_with("$")) {
      member.path = JsonPath::parse(name);
      if (!member.path)
        source.report(value, "expected a path such as $.a.b[0], got '" + name + "'");
    }
    matcher.members_.push_back(std::move(member));
  }
  return matcher;
}

Result<bool> Matcher::matches(const Json& actual, const Values& values) const {
  KT_TRY(const std::optional<Mismatch> mismatch, check(&actual, values));
  return !mismatch.has_value();
}

Result<std::optional<Mismatch>> Matcher::check(const Json* actual, const Values& values,
                                               const std::string& where) const {
  using Answer = std::optional<Mismatch>;
  const auto differs = [&](const std::string& expected) {
    return Answer(Mismatch{at(where, expected), at(where, shown(actual))});
  };
  const bool is_present = actual && !actual->is_null();
  std::optional<Json> parsed;
  switch (kind_) {
    case Kind::Exists:
      return is_present ? Answer() : differs("a value");
    case Kind::Absent:
      return is_present ? differs("absent") : Answer();
    case Kind::Value: {
      KT_TRY(const Json expected, value_.resolve(values));
      if (expected.is_null() && !is_present) return Answer();
      if (actual && holds(expected, *actual)) return Answer();
      return differs(shown(&expected));
    }
    case Kind::Items: {
      const Json* list = as_tree(actual, Json::value_t::array, parsed);
      if (!list || list->size() != items_.size()) {
        return differs("a list of " + std::to_string(items_.size()));
      }
      for (std::size_t i = 0; i < items_.size(); ++i) {
        const std::string inner = where + "[" + std::to_string(i) + "]";
        KT_TRY(Answer mismatch, items_[i].check(&(*list)[i], values, inner));
        if (mismatch) return mismatch;
      }
      return Answer();
    }
    case Kind::Members: {
      const Json* object = as_tree(actual, Json::value_t::object, parsed);
      if (!object) return differs("a structure");
      for (const Member& member : members_) {
        const std::optional<Json> found = member.path ? member.path->find(*object) : std::nullopt;
        const Json* value =
            member.path ? (found ? &*found : nullptr) : find_member(*object, member.name);
        const std::string inner = where.empty() ? member.name : where + "." + member.name;
        KT_TRY(Answer mismatch, member.matcher.check(value, values, inner));
        if (mismatch) return mismatch;
      }
      return Answer();
    }
  }
  return Answer();
}

const Template* Matcher::value_of(std::string_view member) const {
  for (const Member& own : members_) {
    if (own.name == member && own.matcher.kind_ == Kind::Value) return &own.matcher.value_;
  }
  return nullptr;
}

std::string Matcher::text(const Values& values) const {
  switch (kind_) {
    case Kind::Exists:
      return "exists";
    case Kind::Absent:
      return "absent";
    case Kind::Value: {
      const Result<Json> value = value_.resolve(values);
      return value ? text_of(value.value()) : value.error().message;
    }
    case Kind::Items: {
      std::vector<std::string> items;
      for (const Matcher& item : items_) items.push_back(item.text(values));
      return "[" + join(items, ", ") + "]";
    }
    case Kind::Members: {
      std::vector<std::string> members;
      for (const Member& member : members_) {
        members.push_back(member.name + ": " + member.matcher.text(values));
      }
      return "{" + join(members, ", ") + "}";
    }
  }
  return {};
}

}  // namespace keytrail::scenario
