// One parser per language. Each takes what stands inside the pattern's own brackets and returns
// nothing when it does not fit; then the lexer holds the error.
#pragma once

#include "logs/pattern/lexer.h"

namespace keytrail::logs {

std::optional<TermsPattern> parse_terms(Lexer& lexer);
std::optional<JsonPattern> parse_json_pattern(Lexer& lexer);
std::optional<FieldsPattern> parse_fields_pattern(Lexer& lexer);

// At a "$": $.name, $.['any name'], $.list[0], $.*, $.list[*].
std::optional<Selector> parse_selector(Lexer& lexer);

// Tests joined by && and ||, with parentheses; && binds closer. `parse_test()` reads one test and
// gives an optional<Test>.
template <class Test, class ParseTest>
class ConditionParser {
 public:
  ConditionParser(Lexer& lexer, ParseTest parse_test) : lexer_(lexer), parse_test_(parse_test) {}

  std::optional<Condition<Test>> parse() { return parse_joined(Kind::Or); }

 private:
  using Kind = typename Condition<Test>::Kind;

  std::optional<Condition<Test>> parse_joined(Kind kind) {
    std::vector<Condition<Test>> parts;
    do {
      auto part = kind == Kind::Or ? parse_joined(Kind::And) : parse_primary();
      if (!part) return std::nullopt;
      parts.push_back(std::move(*part));
    } while (lexer_.take(kind == Kind::Or ? "||" : "&&"));
    if (parts.size() == 1) return std::move(parts.front());
    Condition<Test> joined;
    joined.kind = kind;
    joined.parts = std::move(parts);
    return joined;
  }

  std::optional<Condition<Test>> parse_primary() {
    lexer_.skip_blanks();
    const std::size_t start = lexer_.position();
    if (lexer_.take("(")) {
      if (++depth_ > kPatternDepthMax) {
        return lexer_.expected("at most " + std::to_string(kPatternDepthMax) +
                               " parentheses inside each other");
      }
      auto inner = parse();
      --depth_;
      if (inner && !lexer_.take(")")) return lexer_.expected("&&, || or )");
      return inner;
    }
    std::optional<Test> test = parse_test_();
    if (!test) return std::nullopt;
    Condition<Test> condition;
    condition.test = std::move(*test);
    condition.text = std::string(lexer_.since(start));
    return condition;
  }

  Lexer& lexer_;
  ParseTest parse_test_;
  std::size_t depth_ = 0;
};

template <class Test, class ParseTest>
std::optional<Condition<Test>> parse_condition(Lexer& lexer, ParseTest parse_test) {
  return ConditionParser<Test, ParseTest>(lexer, parse_test).parse();
}

}  // namespace keytrail::logs
