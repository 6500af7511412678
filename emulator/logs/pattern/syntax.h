// What a filter pattern is once it is parsed: plain values, one kind of tree per language.
#pragma once

#include <re2/re2.h>

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "logs/filter_pattern.h"

namespace keytrail::logs {

using Regex = std::shared_ptr<const re2::RE2>;

enum class Comparison { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };

constexpr bool is_ordered(Comparison comparison) { return comparison >= Comparison::Less; }

// The right side of a comparison: a word, a quoted text, a number or a regex.
struct Operand {
  std::string text;              // Without the wildcards at its ends.
  bool has_open_start = false;   // "*text"
  bool has_open_end = false;     // "text*"
  std::optional<double> number;  // Set for an unquoted number.
  Regex regex;
};

// ---- { … } ----

struct Selector {
  struct Step {
    enum class Kind { Member, Index, AnyMember, AnyElement };
    Kind kind = Kind::Member;
    std::string name;
    std::size_t index = 0;

    bool is_wildcard() const { return kind == Kind::AnyMember || kind == Kind::AnyElement; }
  };
  std::vector<Step> steps;

  bool has_wildcard() const;
};

struct JsonTest {
  enum class Kind { Compare, IsNull, IsTrue, IsFalse, NotExists };
  Kind kind = Kind::Compare;
  Selector selector;
  Comparison comparison = Comparison::Equal;
  Operand operand;
};

struct FieldTest {
  Comparison comparison = Comparison::Equal;
  Operand operand;
};

// Tests joined by && and ||. Never deeper than kPatternDepthMax, so it may be walked recursively.
template <class Test>
struct Condition {
  enum class Kind { Leaf, And, Or };
  Kind kind = Kind::Leaf;
  Test test;                     // Of a leaf.
  std::string text;              // Of a leaf: the test as written.
  std::vector<Condition> parts;  // Of And and Or: two or more.
};

template <class Test, class Holds>
bool holds(const Condition<Test>& condition, const Holds& test_holds) {
  if (condition.kind == Condition<Test>::Kind::Leaf) return test_holds(condition.test);
  const bool decisive = condition.kind == Condition<Test>::Kind::Or;
  for (const Condition<Test>& part : condition.parts) {
    if (holds(part, test_holds) == decisive) return decisive;
  }
  return !decisive;
}

template <class Test, class Visit>
void each_test(const Condition<Test>& condition, const Visit& visit) {
  if (condition.kind == Condition<Test>::Kind::Leaf) return visit(condition);
  for (const Condition<Test>& part : condition.parts) each_test(part, visit);
}

struct JsonPattern {
  Condition<JsonTest> condition;
};

// ---- [ … ] ----

struct FieldsPattern {
  struct Entry {
    std::string name;  // Empty: an unnamed field.
    std::optional<Condition<FieldTest>> condition;
  };
  std::vector<Entry> head;  // The entries before the ellipsis, or all of them.
  bool has_ellipsis = false;
  std::vector<Entry> tail;  // The entries after the ellipsis.
};

// ---- terms ----

struct TermsPattern {
  struct Term {
    std::string text;
    Regex regex;  // Instead of `text`.
  };
  bool matches_all = false;
  std::vector<Term> required;  // A
  std::vector<Term> excluded;  // -A
  std::vector<Term> optional;  // ?A: looked at only when there is no other term.
};

struct FilterPattern::Compiled {
  std::variant<TermsPattern, JsonPattern, FieldsPattern> syntax;
  bool has_regex = false;
};

struct ValueReference::Parsed {
  std::variant<Selector, std::string> target;  // A path in JSON, or a field's key with its "$".
};

}  // namespace keytrail::logs
