// Terms: words, "phrases" and %regexes%, each plain, -excluded or ?optional, divided by blanks.
#include "logs/pattern/parser.h"

namespace keytrail::logs {
namespace {

std::optional<TermsPattern::Term> parse_term(Lexer& lexer) {
  TermsPattern::Term term;
  if (lexer.peek() == '"') {
    std::optional<std::string> text = lexer.quoted();
    if (!text) return std::nullopt;
    term.text = std::move(*text);
    return term;
  }
  if (lexer.peek() == '%') {
    std::optional<Regex> regex = lexer.regex();
    if (!regex) return std::nullopt;
    term.regex = std::move(*regex);
    return term;
  }
  term.text = std::string(lexer.take_name());
  if (term.text.empty()) {
    return lexer.expected("a word of letters, digits and _, a quoted phrase or a %regex%");
  }
  return term;
}

}  // namespace

std::optional<TermsPattern> parse_terms(Lexer& lexer) {
  TermsPattern pattern;
  for (lexer.skip_blanks(); !lexer.at_end(); lexer.skip_blanks()) {
    std::vector<TermsPattern::Term>* terms = &pattern.required;
    if (lexer.peek() == '-') {
      lexer.take("-");
      terms = &pattern.excluded;
    } else if (lexer.peek() == '?') {
      lexer.take("?");
      terms = &pattern.optional;
    }
    std::optional<TermsPattern::Term> term = parse_term(lexer);
    if (!term) return std::nullopt;
    if (!lexer.at_end() && !is_blank(lexer.peek())) {
      return lexer.expected("a blank; a term with symbols must be quoted");
    }
    terms->push_back(std::move(*term));
  }
  // A quoted blank alone is documented to match everything, not only what has a blank.
  const bool is_blank_alone = pattern.required.size() == 1 && pattern.required[0].text == " " &&
                              pattern.excluded.empty() && pattern.optional.empty();
  const bool is_empty =
      pattern.required.empty() && pattern.excluded.empty() && pattern.optional.empty();
  pattern.matches_all = is_empty || is_blank_alone;
  return pattern;
}

}  // namespace keytrail::logs
