// The language inside { }:
//
//   test     := selector ( ('=' | '!=') (string | regex | word)
//                        | ('>' | '>=' | '<' | '<=') number
//                        | 'IS' ('NULL' | 'TRUE' | 'FALSE') | 'NOT' 'EXISTS' )
//   selector := '$' ( '.' name | '.*' | '.'? "['" any "']" | '[' digits ']' | '[*]' )+
#include <charconv>

#include "logs/pattern/parser.h"

namespace keytrail::logs {
namespace {

// Where an unquoted value ends. Dots, stars and dashes are part of it, although the guide wants
// all but letters and digits quoted: its own patterns write kms.amazonaws.com without quotes.
constexpr std::string_view kJsonTerminators = "=!<>()&|\"{}";

bool is_member_character(char c) { return is_name_character(c) || c == '-'; }

std::optional<Selector::Step> parse_bracketed(Lexer& lexer) {
  using Kind = Selector::Step::Kind;
  Selector::Step step;
  if (lexer.peek() == '\'') {
    lexer.take("'");
    step.name = std::string(lexer.take_run([](char c) { return c != '\''; }));
    if (step.name.empty() || lexer.peek() != '\'') return lexer.expected("a name and a closing '");
    lexer.take("'");
  } else if (lexer.peek() == '*') {
    lexer.take("*");
    step.kind = Kind::AnyElement;
  } else {
    const std::string_view digits = lexer.take_run([](char c) { return c >= '0' && c <= '9'; });
    const auto [end, status] =
        std::from_chars(digits.data(), digits.data() + digits.size(), step.index);
    if (digits.empty() || status != std::errc()) return lexer.expected("an index, * or a 'name'");
    step.kind = Kind::Index;
  }
  if (lexer.peek() != ']') return lexer.expected("a closing ]");
  lexer.take("]");
  return step;
}

std::optional<Selector::Step> parse_step(Lexer& lexer) {
  if (lexer.peek() == '[') {
    lexer.take("[");
    return parse_bracketed(lexer);
  }
  lexer.take(".");
  Selector::Step step;
  if (lexer.peek() == '*') {
    lexer.take("*");
    step.kind = Selector::Step::Kind::AnyMember;
    return step;
  }
  if (lexer.peek() == '[') {
    lexer.take("[");
    if (lexer.peek() != '\'') return lexer.expected("a name in single quotes");
    return parse_bracketed(lexer);
  }
  step.name = std::string(lexer.take_run(is_member_character));
  if (step.name.empty()) return lexer.expected("a member name");
  return step;
}

// A keyword stands alone: "NULLx" is none.
bool take_keyword(Lexer& lexer, std::string_view word) {
  Lexer ahead = lexer;
  if (!ahead.take(word) || is_name_character(ahead.peek())) return false;
  lexer = ahead;
  return true;
}

std::optional<JsonTest::Kind> take_constant(Lexer& lexer) {
  if (take_keyword(lexer, "NULL")) return JsonTest::Kind::IsNull;
  if (take_keyword(lexer, "TRUE")) return JsonTest::Kind::IsTrue;
  if (take_keyword(lexer, "FALSE")) return JsonTest::Kind::IsFalse;
  return std::nullopt;
}

std::optional<JsonTest> parse_test(Lexer& lexer, std::size_t& wildcard_selectors) {
  JsonTest test;
  if (lexer.peek() != '$') return lexer.expected("a selector such as $.eventName, or (");
  const std::size_t start = lexer.position();
  std::optional<Selector> selector = parse_selector(lexer);
  if (!selector) return std::nullopt;
  test.selector = std::move(*selector);
  if (test.selector.has_wildcard() && ++wildcard_selectors > kPatternWildcardSelectorsMax) {
    return lexer.expected_at(start, "at most 3 selectors with a wildcard");
  }

  if (take_keyword(lexer, "IS")) {
    const std::optional<JsonTest::Kind> kind = take_constant(lexer);
    if (!kind) return lexer.expected("NULL, TRUE or FALSE");
    test.kind = *kind;
    return test;
  }
  if (take_keyword(lexer, "NOT")) {
    if (!take_keyword(lexer, "EXISTS")) return lexer.expected("EXISTS");
    test.kind = JsonTest::Kind::NotExists;
    return test;
  }
  const std::optional<Comparison> comparison = lexer.comparison();
  if (!comparison) return lexer.expected("a comparison, IS or NOT EXISTS");
  test.comparison = *comparison;
  std::optional<Operand> operand = lexer.operand(*comparison, kJsonTerminators);
  if (!operand) return std::nullopt;
  test.operand = std::move(*operand);
  return test;
}

}  // namespace

bool Selector::has_wildcard() const {
  for (const Step& step : steps) {
    if (step.is_wildcard()) return true;
  }
  return false;
}

std::optional<Selector> parse_selector(Lexer& lexer) {
  lexer.take("$");
  Selector selector;
  while (lexer.peek() == '.' || lexer.peek() == '[') {
    const std::size_t start = lexer.position();
    std::optional<Selector::Step> step = parse_step(lexer);
    if (!step) return std::nullopt;
    if (step->is_wildcard() && selector.has_wildcard()) {
      return lexer.expected_at(start, "at most one wildcard in a selector");
    }
    selector.steps.push_back(std::move(*step));
  }
  if (selector.steps.empty()) return lexer.expected(". or [ after $");
  return selector;
}

std::optional<JsonPattern> parse_json_pattern(Lexer& lexer) {
  std::size_t wildcard_selectors = 0;
  auto condition =
      parse_condition<JsonTest>(lexer, [&] { return parse_test(lexer, wildcard_selectors); });
  if (!condition) return std::nullopt;
  lexer.skip_blanks();
  if (!lexer.at_end()) return lexer.expected("&&, || or }");
  return JsonPattern{std::move(*condition)};
}

}  // namespace keytrail::logs
