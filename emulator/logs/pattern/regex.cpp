#include "logs/pattern/regex.h"

#include "base/text.h"
#include "logs/pattern/lexer.h"

namespace keytrail::logs {
namespace {

constexpr std::string_view kSymbols = ":#=@/;,- ";
constexpr std::string_view kOperators = "^$?[]{}|\\*+.";
constexpr std::string_view kClasses = "dDsSwW";

bool contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

// Length of the escape that begins at the backslash `at`, 0 when it is none we know.
std::size_t escape_length(std::string_view source, std::size_t at) {
  if (at + 1 >= source.size()) return 0;
  const char escaped = source[at + 1];
  if (contains(kClasses, escaped) || contains(kOperators, escaped)) return 2;
  if (escaped != 'x' || at + 4 > source.size()) return 0;
  const auto code = from_hex(source.substr(at + 2, 2));
  return code && (*code)[0] < 0x80 ? 4 : 0;
}

}  // namespace

std::variant<Regex, PatternError> compile_regex(std::string_view source) {
  if (source.empty()) return PatternError{1, "a regular expression between the percent signs"};
  std::string translated;
  bool is_in_class = false;
  for (std::size_t at = 0; at < source.size(); ++at) {
    const char c = source[at];
    if (!is_name_character(c) && !contains(kSymbols, c) && !contains(kOperators, c)) {
      return PatternError{at + 1,
                          "a letter, a digit or one of : _ # = @ / ; , - ^ $ ? [ ] { } | \\ "
                          "* + . in a regular expression"};
    }
    if (c == '\\') {
      const std::size_t length = escape_length(source, at);
      if (length == 0)
        return PatternError{at + 1, "one of \\d \\D \\s \\S \\w \\W \\xhh or an escaped operator"};
      translated += source.substr(at, length);
      at += length - 1;
      continue;
    }
    // RE2 would read "[[:" as a POSIX class and "{,n}" as plain text.
    if (c == '[' && is_in_class) translated += '\\';
    if (c == '[') is_in_class = true;
    if (c == ']') is_in_class = false;
    translated += c;
    if (c == '{' && !is_in_class && source.substr(at + 1).starts_with(',')) translated += '0';
  }
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_dot_nl(true);
  options.set_max_mem(1 << 20);
  auto compiled = std::make_shared<const re2::RE2>(translated, options);
  if (!compiled->ok())
    return PatternError{1, "a valid regular expression (" + compiled->error() + ")"};
  return compiled;
}

bool occurs_in(const Regex& regex, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

}  // namespace keytrail::logs
