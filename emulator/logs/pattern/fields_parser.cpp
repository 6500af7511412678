// The language inside [ ]: entries divided by commas; each is nothing, "...", a name, or a name
// with conditions that repeat it: [ip, ..., status = 404 || status = 410, bytes].
#include <algorithm>

#include "base/text.h"
#include "logs/pattern/parser.h"

namespace keytrail::logs {
namespace {

constexpr std::string_view kFieldTerminators = "=!<>()&|\",]";

// The first test of an entry gives the entry its name.
std::optional<FieldTest> parse_test(Lexer& lexer, std::string& name) {
  const std::size_t start = lexer.position();
  const std::string_view written = lexer.take_name();
  if (written.empty()) return lexer.expected("a field name");
  if (name.empty()) name = std::string(written);
  // The guide itself writes [w1=ERROR || W1=WARNING, w2].
  if (!equals_ignoring_case(name, written)) {
    return lexer.expected_at(start, "the name " + name + " again");
  }
  FieldTest test;
  const std::optional<Comparison> comparison = lexer.comparison();
  if (!comparison) return lexer.expected("a comparison");
  test.comparison = *comparison;
  std::optional<Operand> operand = lexer.operand(*comparison, kFieldTerminators);
  if (!operand) return std::nullopt;
  test.operand = std::move(*operand);
  return test;
}

std::optional<FieldsPattern::Entry> parse_entry(Lexer& lexer) {
  FieldsPattern::Entry entry;
  lexer.skip_blanks();
  if (lexer.at_end() || lexer.peek() == ',') return entry;
  Lexer ahead = lexer;
  entry.name = std::string(ahead.take_name());
  ahead.skip_blanks();
  if (!entry.name.empty() && (ahead.at_end() || ahead.peek() == ',')) {
    lexer = ahead;
    return entry;
  }
  entry.condition =
      parse_condition<FieldTest>(lexer, [&] { return parse_test(lexer, entry.name); });
  if (!entry.condition) return std::nullopt;
  return entry;
}

}  // namespace

std::optional<FieldsPattern> parse_fields_pattern(Lexer& lexer) {
  FieldsPattern pattern;
  std::vector<std::string> names;
  lexer.skip_blanks();
  if (lexer.at_end()) {
    pattern.has_ellipsis = true;  // [] takes every event.
    return pattern;
  }
  do {
    lexer.skip_blanks();
    const std::size_t start = lexer.position();
    if (lexer.take("...")) {
      if (pattern.has_ellipsis) return lexer.expected_at(start, "only one ... in a pattern");
      pattern.has_ellipsis = true;
    } else {
      std::optional<FieldsPattern::Entry> entry = parse_entry(lexer);
      if (!entry) return std::nullopt;
      if (!entry->name.empty()) {
        if (std::find(names.begin(), names.end(), entry->name) != names.end()) {
          return lexer.expected_at(start, "a name that was not used before");
        }
        names.push_back(entry->name);
      }
      (pattern.has_ellipsis ? pattern.tail : pattern.head).push_back(std::move(*entry));
    }
  } while (lexer.take(","));
  lexer.skip_blanks();
  if (!lexer.at_end()) return lexer.expected("&&, ||, a comma or ]");
  return pattern;
}

}  // namespace keytrail::logs
