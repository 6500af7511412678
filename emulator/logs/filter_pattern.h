// A FilterPattern says which log events somebody wants to count or to read. One language serves
// metric filters, FilterLogEvents and TestMetricFilter; the first character tells its three kinds
// apart (CloudWatch Logs user guide, "Filter pattern syntax"):
//
//   ERROR -"timed out" %5\d\d%         terms, looked for in the raw text
//   { $.errorCode = "*" && … }         JSON: the whole message must be one JSON document
//   [ip, ..., status = 4*, bytes]      fields divided by white space
//
// A pattern is compiled once and is immutable, cheap to copy and safe to share. Compiling and
// matching take time and stack bounded by the lengths of pattern and message.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json_object_text.h"

namespace keytrail::logs {

// Where a pattern went wrong, and what was expected there. Columns count bytes from 1.
struct PatternError {
  std::size_t column = 1;
  std::string expected;
};

inline constexpr std::size_t kPatternCharactersMax = 1024;  // AWS's limit.
inline constexpr std::size_t kPatternDepthMax = 100;        // Ours: parentheses inside parentheses.
inline constexpr std::size_t kPatternRegexesMax = 2;        // AWS's, in one { } or [ ] pattern.
inline constexpr std::size_t kPatternWildcardSelectorsMax = 3;  // AWS's.

struct Selector;

// One event's text together with its tree: the caller's, or one parsed when first asked for and
// then shared by all patterns that look at this message.
class LogMessage {
 public:
  using Members = std::vector<JsonObjectText::Place>;
  // `members`: where the members of the JSON object are that the text is.
  explicit LogMessage(std::string_view text, const Json* tree = nullptr,
                      const Members* members = nullptr);
  LogMessage(const LogMessage&) = delete;
  LogMessage& operator=(const LogMessage&) = delete;

  std::string_view text() const { return text_; }
  // nullptr unless the whole message is a JSON object or array.
  const Json* tree() const;
  // Whether it is known where the members are without a tree; then the text of one, as JSON.
  bool has_members() const { return members_ != nullptr && !is_parsed_; }
  std::optional<std::string_view> member(std::string_view name) const;
  // A tree in which the selector finds what it finds in tree(), but perhaps no more.
  const Json* tree_for(const Selector& selector) const;

 private:
  std::string_view text_;
  mutable const Json* tree_;
  mutable bool is_parsed_;
  mutable std::optional<Json> own_tree_;
  const Members* members_;
  // The members that were asked for; null until there are any.
  mutable Json part_;
  mutable std::vector<std::string_view> asked_;
};

// What a metric value or a dimension takes out of an event: "$.bytes", "$size", "$7".
class ValueReference {
 public:
  struct Parsed;
  explicit ValueReference(std::shared_ptr<const Parsed> parsed) : parsed_(std::move(parsed)) {}
  const Parsed& parsed() const { return *parsed_; }

 private:
  std::shared_ptr<const Parsed> parsed_;
};

enum class PatternKind { Terms, Json, Fields };

class FilterPattern {
 public:
  struct Compiled;
  using ExtractedValues = std::vector<std::pair<std::string, std::string>>;
  struct Clause {
    std::string text;  // The clause as written: `$.errorCode = "*"`.
    bool holds = false;
    std::string found;  // What the event has there: `"AccessDenied"`, `nothing`.
  };

  static std::variant<FilterPattern, PatternError> compile(std::string_view text);

  PatternKind kind() const;
  bool has_regex() const;

  bool matches(const LogMessage& message) const;
  bool matches(std::string_view text, const Json* tree) const {
    return matches(LogMessage(text, tree));
  }

  // The values TestMetricFilter shows for an event that matches: those of a [ ] pattern's fields.
  ExtractedValues extract(std::string_view text) const;

  // Nothing when `text` is no reference that fits this kind of pattern.
  std::optional<ValueReference> reference(std::string_view text) const;
  // What the reference points at, as text (a dimension) or as a number (a metric value); nothing
  // when the event lacks it, or it is no number.
  std::optional<std::string> text_of(const ValueReference& reference,
                                     const LogMessage& message) const;
  std::optional<double> number_of(const ValueReference& reference, const LogMessage& message) const;

  // Each clause with its own verdict, for people who wonder why an event did (not) match.
  std::vector<Clause> explain(const LogMessage& message) const;

 private:
  explicit FilterPattern(std::shared_ptr<const Compiled> compiled)
      : compiled_(std::move(compiled)) {}

  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace keytrail::logs
