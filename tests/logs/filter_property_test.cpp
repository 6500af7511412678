// The compiled matcher against a naive one: random patterns are made as trees, which the naive
// matcher walks as they are and which are written as text for the compiler. It shares no code with
// the matcher: it splits, searches and compares in the plainest way, and std::regex is its engine.
#include <gtest/gtest.h>

#include <regex>

#include "logs/filter_pattern.h"
#include "support/dice.h"

namespace keytrail::logs {
namespace {

using testing::Dice;

constexpr std::uint32_t kFilterSeed = 20260103;
constexpr int kPatternsPerKind = 800;
constexpr int kEventsPerPattern = 6;

// A small alphabet, so that patterns and events often meet.
constexpr const char* kWords[] = {"a", "ab", "abc", "b", "a.b", "404", "4", "12", "1.5", "-3"};
constexpr const char* kNumbers[] = {"4", "12", "404", "1.5", "-3", "15e-1", "4.04e2", "+12"};
constexpr const char* kRegexes[] = {"^a",  "b$",      "^4\\d\\d$", "[a-b]+c", "a|4",
                                    "a.b", "\\d{2,}", "^[^a]",     "\\w-?",   "^.?$"};

// ---- the right side of a comparison ----

struct NaiveOperand {
  enum class Kind { Text, Number, Regex };
  Kind kind = Kind::Text;
  std::string text;  // With its wildcards.
  bool is_quoted = false;

  std::string written() const {
    if (kind == Kind::Regex) return "%" + text + "%";
    return is_quoted ? '"' + text + '"' : text;
  }
};

NaiveOperand chance_operand(Dice& dice, bool is_ordered) {
  if (is_ordered || dice.one_in(4)) return {NaiveOperand::Kind::Number, dice.one_of(kNumbers)};
  if (dice.one_in(8)) return {NaiveOperand::Kind::Regex, dice.one_of(kRegexes)};
  NaiveOperand operand{NaiveOperand::Kind::Text, dice.one_of(kWords), dice.one_in(2)};
  if (dice.one_in(6)) operand.text = "*";
  if (dice.one_in(4)) operand.text += "*";
  if (dice.one_in(4)) operand.text.insert(0, "*");
  if (dice.one_in(10)) operand.text.insert(operand.text.size() / 2, "*");
  if (operand.text.find_first_not_of("0123456789.+-e") == std::string::npos) {
    operand.is_quoted = true;  // Or it would be a number.
  }
  return operand;
}

std::optional<double> naive_number(const std::string& text) {
  static const std::regex form(R"([+-]?\d+(\.\d+)?([eE][+-]?\d+)?)");
  if (!std::regex_match(text, form)) return std::nullopt;
  return std::stod(text);
}

bool naive_equals(const NaiveOperand& operand, const std::string& value) {
  if (operand.kind == NaiveOperand::Kind::Regex) {
    return std::regex_search(value, std::regex(operand.text));
  }
  // The stars at the ends become runs of anything, all else stands for itself.
  std::string form;
  for (std::size_t at = 0; at < operand.text.size(); ++at) {
    const bool is_at_end = at == 0 || at + 1 == operand.text.size();
    const char c = operand.text[at];
    if (c == '*' && is_at_end) {
      form += "[^]*";
    } else {
      form += std::string("[") + c + "]";
    }
  }
  return std::regex_match(value, std::regex(form));
}

bool naive_order(const std::string& comparison, double left, double right) {
  if (comparison == "=") return left == right;
  if (comparison == "!=") return left != right;
  if (comparison == "<") return left < right;
  if (comparison == "<=") return left <= right;
  if (comparison == ">") return left > right;
  return left >= right;
}

std::string chance_comparison(Dice& dice) {
  constexpr const char* kComparisons[] = {"=", "=", "=", "!=", "!=", "<", "<=", ">", ">="};
  return dice.one_of(kComparisons);
}
bool is_order(const std::string& comparison) {
  return comparison[0] == '<' || comparison[0] == '>';
}

// ---- tests joined by && and || ----

template <class Test>
struct Tree {
  std::string joint;  // "&&", "||", or empty: a leaf.
  Test test;
  std::vector<Tree> parts;
};

template <class Test, class MakeTest>
Tree<Test> chance_tree(Dice& dice, int depth, const MakeTest& make_test) {
  Tree<Test> tree;
  if (depth == 0 || dice.one_in(2)) {
    tree.test = make_test();
    return tree;
  }
  tree.joint = dice.one_in(2) ? "&&" : "||";
  for (int left = dice.roll(2, 3); left > 0; --left) {
    tree.parts.push_back(chance_tree<Test>(dice, depth - 1, make_test));
  }
  return tree;
}

std::string blank(Dice& dice) { return dice.one_in(2) ? " " : ""; }

template <class Test>
std::string written(Dice& dice, const Tree<Test>& tree) {
  std::string text;
  if (tree.joint.empty()) {
    text = tree.test.written(dice);
  } else {
    for (const Tree<Test>& part : tree.parts) {
      const bool needs_parentheses = tree.joint == "&&" && part.joint == "||";
      std::string inner = written(dice, part);
      if (needs_parentheses) inner = "(" + blank(dice) + inner + blank(dice) + ")";
      text += (text.empty() ? "" : " " + tree.joint + blank(dice)) + inner;
    }
  }
  return dice.one_in(6) ? "(" + text + ")" : text;
}

template <class Test, class Holds>
bool naive_holds(const Tree<Test>& tree, const Holds& holds) {
  if (tree.joint.empty()) return holds(tree.test);
  std::size_t count = 0;
  for (const Tree<Test>& part : tree.parts) count += naive_holds(part, holds);
  return tree.joint == "&&" ? count == tree.parts.size() : count > 0;
}

// ---- { } ----

struct NaiveJsonTest {
  std::vector<std::string> path;  // "a", "[1]", "[*]" or ".*".
  std::string comparison;         // Or IS NULL, IS TRUE, IS FALSE, NOT EXISTS.
  NaiveOperand operand;

  std::string written(Dice& dice) const {
    std::string text = "$";
    for (const std::string& step : path) {
      if (step[0] == '[' || step == ".*") {
        text += step;
      } else if (step.find(' ') != std::string::npos || dice.one_in(4)) {
        text += (dice.one_in(2) ? ".['" : "['") + step + "']";
      } else {
        text += "." + step;
      }
    }
    if (std::isalpha(comparison[0])) return text + " " + comparison;
    return text + blank(dice) + comparison + blank(dice) + operand.written();
  }
};

NaiveJsonTest chance_json_test(Dice& dice, int& wildcards_left, int& regexes_left) {
  constexpr const char* kKeywords[] = {"IS NULL", "IS TRUE", "IS FALSE", "NOT EXISTS"};
  constexpr const char* kSteps[] = {"a", "b", "c d", "a", "[0]", "[1]"};
  NaiveJsonTest test;
  for (int left = dice.one_in(2) ? 1 : dice.roll(2, 3); left > 0; --left) {
    test.path.push_back(dice.one_of(kSteps));
  }
  if (wildcards_left > 0 && dice.one_in(4)) {
    --wildcards_left;
    test.path[static_cast<std::size_t>(dice.roll(0, static_cast<int>(test.path.size()) - 1))] =
        dice.one_in(2) ? ".*" : "[*]";
  }
  test.comparison = dice.one_in(4) ? dice.one_of(kKeywords) : chance_comparison(dice);
  do {
    test.operand = chance_operand(dice, is_order(test.comparison));
  } while (test.operand.kind == NaiveOperand::Kind::Regex && regexes_left == 0);
  if (test.operand.kind == NaiveOperand::Kind::Regex) --regexes_left;
  return test;
}

bool naive_value_holds(const NaiveJsonTest& test, const Json& value) {
  if (test.comparison == "IS NULL") return value == nullptr;
  if (test.comparison == "IS TRUE") return value == true;
  if (test.comparison == "IS FALSE") return value == false;
  const bool wants_equal = test.comparison == "=";
  if (value.is_number() && test.operand.kind == NaiveOperand::Kind::Number) {
    return naive_order(test.comparison, value.get<double>(), *naive_number(test.operand.text));
  }
  if (is_order(test.comparison)) return false;
  if (value.is_string()) return naive_equals(test.operand, value.get<std::string>()) == wants_equal;
  if (value.is_number()) return naive_equals(test.operand, value.dump()) == wants_equal;
  return false;
}

// All values that the rest of the path leads to.
void naive_select(const Json& at, const std::vector<std::string>& path, std::size_t step,
                  std::vector<Json>& found) {
  if (step == path.size()) return found.push_back(at);
  const std::string& here = path[step];
  if (here == ".*" && at.is_object()) {
    for (const auto& item : at.items()) naive_select(item.value(), path, step + 1, found);
  } else if (here == "[*]" && at.is_array()) {
    for (const Json& child : at) naive_select(child, path, step + 1, found);
  } else if (here[0] == '[' && here != "[*]" && at.is_array()) {
    const std::size_t index = static_cast<std::size_t>(here[1] - '0');
    if (index < at.size()) naive_select(at[index], path, step + 1, found);
  } else if (at.is_object() && at.contains(here)) {
    naive_select(at[here], path, step + 1, found);
  }
}

bool naive_json_holds(const NaiveJsonTest& test, const Json& tree) {
  std::vector<Json> values;
  naive_select(tree, test.path, 0, values);
  if (test.comparison == "NOT EXISTS") return values.empty();
  bool holds = false;
  for (const Json& value : values) holds = holds || naive_value_holds(test, value);
  return holds;
}

Json chance_value(Dice& dice, int depth) {
  switch (dice.roll(0, depth > 0 ? 8 : 4)) {
    case 0:
      return dice.one_in(2) ? Json() : Json(dice.one_in(2));
    case 1:
      return dice.one_of(kWords);
    case 2:
    case 3:
      return Json::parse(dice.one_in(3) ? "1.5" : std::to_string(dice.roll(-4, 13)));
    case 4:
      return dice.one_in(2) ? Json(404) : Json("abc");
    case 5:
    case 6: {
      Json list = Json::array();
      for (int left = dice.roll(0, 3); left > 0; --left) {
        list.push_back(chance_value(dice, depth - 1));
      }
      return list;
    }
    default: {
      constexpr const char* kNames[] = {"a", "b", "c d"};
      Json object = Json::object();
      for (int left = dice.roll(0, 3); left > 0; --left) {
        object[dice.one_of(kNames)] = chance_value(dice, depth - 1);
      }
      return object;
    }
  }
}

// Mostly an object with much in it; now and then anything, which may be no object at all.
Json chance_event(Dice& dice) {
  if (dice.one_in(8)) return chance_value(dice, 4);
  Json event = Json::object();
  for (const char* name : {"a", "b", "c d"}) {
    if (!dice.one_in(4)) event[name] = chance_value(dice, 3);
  }
  return event;
}

// ---- what both are told to judge ----

bool compiled_matches(const std::string& pattern, const std::string& event) {
  const auto compiled = FilterPattern::compile(pattern);
  if (const auto* error = std::get_if<PatternError>(&compiled)) {
    ADD_FAILURE() << pattern << " at column " << error->column << ": " << error->expected;
    return false;
  }
  return std::get<FilterPattern>(compiled).matches(event, nullptr);
}

struct Tally {
  int matched = 0;
  int missed = 0;

  // False when they differ.
  bool agree(const std::string& pattern, const std::string& event, bool naive) {
    (naive ? matched : missed) += 1;
    EXPECT_EQ(compiled_matches(pattern, event), naive)
        << "seed " << kFilterSeed << "\npattern: " << pattern << "\nevent: " << event;
    return !::testing::Test::HasFailure();
  }
  // A property that holds because nothing ever matches would show nothing.
  void expect_both() const {
    EXPECT_GT(matched, kPatternsPerKind / 4);
    EXPECT_GT(missed, kPatternsPerKind / 4);
  }
};

TEST(FilterProperty, JsonPatternsMatchWhatANaiveMatcherMatches) {
  Dice dice(kFilterSeed);
  Tally tally;
  for (int i = 0; i < kPatternsPerKind; ++i) {
    int wildcards_left = 3;
    int regexes_left = 2;
    const auto tree = chance_tree<NaiveJsonTest>(
        dice, 2, [&] { return chance_json_test(dice, wildcards_left, regexes_left); });
    const std::string pattern = "{" + blank(dice) + written(dice, tree) + blank(dice) + "}";
    for (int j = 0; j < kEventsPerPattern; ++j) {
      const Json event = chance_event(dice);
      const bool naive = event.is_structured() && naive_holds(tree, [&](const auto& test) {
                           return naive_json_holds(test, event);
                         });
      if (!tally.agree(pattern, event.dump(dice.one_in(3) ? 2 : -1), naive)) return;
    }
  }
  tally.expect_both();
}

// ---- terms ----

struct NaiveTerm {
  std::string prefix;  // "", "-" or "?".
  std::string text;
  bool is_regex = false;
};

std::string chance_line(Dice& dice) {
  constexpr const char* kPieces[] = {" ", " ", " ", "\"", "[", "]", "-", "\t", "  ", "\\"};
  std::string line;
  for (int left = dice.roll(0, 10); left > 0; --left) {
    line += dice.one_in(2) ? dice.one_of(kWords) : dice.one_of(kPieces);
  }
  return line;
}

bool naive_terms(const std::vector<NaiveTerm>& terms, const std::string& line) {
  bool any_optional = false;
  bool all_others = true;
  std::size_t others = 0;
  for (const NaiveTerm& term : terms) {
    const bool is_in = term.is_regex ? std::regex_search(line, std::regex(term.text))
                                     : line.find(term.text) != std::string::npos;
    if (term.prefix == "?") {
      any_optional = any_optional || is_in;
    } else {
      ++others;
      all_others = all_others && is_in == term.prefix.empty();
    }
  }
  return others > 0 ? all_others : any_optional;
}

TEST(FilterProperty, TermsMatchWhatANaiveMatcherMatches) {
  constexpr const char* kPrefixes[] = {"", "", "-", "?", "?"};
  Dice dice(kFilterSeed);
  Tally tally;
  for (int i = 0; i < kPatternsPerKind; ++i) {
    std::vector<NaiveTerm> terms;
    std::string pattern;
    for (int left = dice.roll(1, 4); left > 0; --left) {
      NaiveTerm term{dice.one_of(kPrefixes), dice.one_of(kWords), dice.one_in(8)};
      if (term.is_regex) term.text = dice.one_of(kRegexes);
      const bool is_word = std::all_of(term.text.begin(), term.text.end(),
                                       [](unsigned char c) { return std::isalnum(c); });
      if (!term.is_regex && dice.one_in(4)) term.text += std::string(" ") + dice.one_of(kWords);
      const bool needs_quotes = !is_word || term.text.find(' ') != std::string::npos;
      const std::string mark = term.is_regex ? "%" : needs_quotes || dice.one_in(3) ? "\"" : "";
      pattern += (pattern.empty() ? "" : " ") + term.prefix + mark + term.text + mark;
      terms.push_back(std::move(term));
    }
    for (int j = 0; j < kEventsPerPattern; ++j) {
      const std::string line = chance_line(dice);
      if (!tally.agree(pattern, line, naive_terms(terms, line))) return;
    }
  }
  tally.expect_both();
}

// ---- [ ] ----

struct NaiveFieldTest {
  std::string name;
  std::string comparison;
  NaiveOperand operand;

  std::string written(Dice& dice) const {
    return name + blank(dice) + comparison + blank(dice) + operand.written();
  }
};

struct NaiveEntry {
  bool is_ellipsis = false;
  std::optional<Tree<NaiveFieldTest>> condition;
};

struct NaiveField {
  std::string text;
  std::string rest;  // The line from here on, as it stands.
};

// By a regular expression: a quoted run, a run in brackets, or a run of no blanks.
std::vector<NaiveField> naive_fields(const std::string& line) {
  static const std::regex form(R"re(\s*(?:"([^"]*)"|\[([^\]]*)\]|(\S+)))re");
  std::vector<NaiveField> fields;
  std::string left = line;
  std::smatch found;
  while (std::regex_search(left, found, form, std::regex_constants::match_continuous)) {
    std::string from_here = left.substr(left.find_first_not_of(" \t"));
    from_here.erase(from_here.find_last_not_of(" \t") + 1);
    const int group = found[1].matched ? 1 : found[2].matched ? 2 : 3;
    fields.push_back({found[group].str(), std::move(from_here)});
    left = found.suffix();
  }
  return fields;
}

bool naive_field_holds(const std::optional<Tree<NaiveFieldTest>>& condition,
                       const std::string& field) {
  if (!condition) return true;
  return naive_holds(*condition, [&](const NaiveFieldTest& test) {
    if (!is_order(test.comparison)) {
      return naive_equals(test.operand, field) == (test.comparison == "=");
    }
    const std::optional<double> value = naive_number(field);
    return value && naive_order(test.comparison, *value, *naive_number(test.operand.text));
  });
}

// Whether the entries from `entry` on fit the fields from `field` on.
bool naive_fit(const std::vector<NaiveEntry>& entries, std::size_t entry, bool has_ellipsis,
               const std::vector<NaiveField>& fields, std::size_t field) {
  if (entry == entries.size()) return field == fields.size() || !has_ellipsis;
  if (entries[entry].is_ellipsis) {
    for (std::size_t next = field; next <= fields.size(); ++next) {
      if (naive_fit(entries, entry + 1, has_ellipsis, fields, next)) return true;
    }
    return false;
  }
  if (field == fields.size()) return false;
  const bool takes_rest = !has_ellipsis && entry + 1 == entries.size() && field + 1 < fields.size();
  return naive_field_holds(entries[entry].condition,
                           takes_rest ? fields[field].rest : fields[field].text) &&
         naive_fit(entries, entry + 1, has_ellipsis, fields, field + 1);
}

TEST(FilterProperty, FieldPatternsMatchWhatANaiveMatcherMatches) {
  Dice dice(kFilterSeed);
  Tally tally;
  for (int i = 0; i < kPatternsPerKind; ++i) {
    int regexes_left = 2;
    bool has_ellipsis = false;
    std::vector<NaiveEntry> entries;
    std::string pattern;
    for (int left = dice.roll(1, 4); left > 0; --left) {
      NaiveEntry entry;
      const std::string name = "f" + std::to_string(left);
      std::string text = dice.one_in(3) ? "" : name;
      if (!has_ellipsis && dice.one_in(4)) {
        entry.is_ellipsis = has_ellipsis = true;
        text = "...";
      } else if (dice.one_in(2)) {
        entry.condition = chance_tree<NaiveFieldTest>(dice, 1, [&] {
          NaiveFieldTest test{name, chance_comparison(dice), {}};
          do {
            test.operand = chance_operand(dice, is_order(test.comparison));
          } while (test.operand.kind == NaiveOperand::Kind::Regex && regexes_left == 0);
          if (test.operand.kind == NaiveOperand::Kind::Regex) --regexes_left;
          return test;
        });
        text = written(dice, *entry.condition);
      }
      pattern += (entries.empty() ? "" : "," + blank(dice)) + text;
      entries.push_back(std::move(entry));
    }
    // An only entry without a name would be [], which takes every event.
    if (pattern.empty()) continue;
    for (int j = 0; j < kEventsPerPattern; ++j) {
      const std::string line = chance_line(dice);
      const bool naive = naive_fit(entries, 0, has_ellipsis, naive_fields(line), 0);
      if (!tally.agree("[" + pattern + "]", line, naive)) return;
    }
  }
  tally.expect_both();
}

}  // namespace
}  // namespace keytrail::logs
