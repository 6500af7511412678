// A Lexer reads a pattern from left to right in the pieces all three languages share: symbols,
// words, quoted text, regexes, comparison operators. The first thing that does not fit is kept as
// the error; a function that found it returns nothing, and so do its callers.
#pragma once

#include "logs/pattern/syntax.h"

namespace keytrail::logs {

class Lexer {
 public:
  // `offset` is where `text` begins in the pattern the user wrote.
  Lexer(std::string_view text, std::size_t offset) : text_(text), offset_(offset) {}

  void skip_blanks();
  bool at_end() const { return at_ == text_.size(); }
  // The character ahead, or NUL at the end.
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  std::size_t position() const { return at_; }
  std::string_view since(std::size_t position) const;

  // Skips blanks, then takes `symbol` if it comes next.
  bool take(std::string_view symbol);
  // Takes the longest run of characters that `belongs` accepts; may be empty.
  template <class Belongs>
  std::string_view take_run(Belongs belongs) {
    const std::size_t start = at_;
    while (at_ < text_.size() && belongs(text_[at_])) ++at_;
    return text_.substr(start, at_ - start);
  }
  // Letters, digits and underscore.
  std::string_view take_name();

  std::optional<Comparison> comparison();
  // At a `"`: the text up to its partner, with \" and \\ undone.
  std::optional<std::string> quoted();
  // At a `%`: the regex up to the next one.
  std::optional<Regex> regex();
  // The right side of `comparison`; an unquoted word also ends before a character of `terminators`.
  std::optional<Operand> operand(Comparison comparison, std::string_view terminators);

  std::nullopt_t expected(std::string what);
  std::nullopt_t expected_at(std::size_t position, std::string what);
  const PatternError& error() const { return error_; }
  std::size_t regex_count() const { return regex_count_; }

 private:
  std::string_view text_;
  std::size_t offset_;
  std::size_t at_ = 0;
  std::size_t regex_count_ = 0;
  PatternError error_;
};

bool is_blank(char c);
bool is_name_character(char c);

// The whole text as a number: [+-]digits[.digits][e[+-]digits].
std::optional<double> parse_number(std::string_view text);

}  // namespace keytrail::logs
