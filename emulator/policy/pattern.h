// Patterns of policies: `*` is any run of characters, `?` any one, and ${key} the value that the
// request has for a condition key (IAM guide, "Policy variables").
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "policy/request.h"

namespace keytrail::policy {

enum class Variables { Literal, Replaced };

// A pattern with its variables filled in. What comes from a variable stands for itself: a `*` in
// a user's name is no wildcard.
class Pattern {
 public:
  // Nothing when a variable has no value: such a pattern matches nothing.
  static std::optional<Pattern> make(std::string_view text, Variables variables,
                                     const Conditions& conditions);

  bool matches(std::string_view text) const;
  // As an ARN: each of the six parts on its own, so that no wildcard reaches over a colon.
  bool matches_arn(std::string_view arn) const;
  // The text itself, wildcards being ordinary characters.
  std::string text() const;

 private:
  explicit Pattern(std::string marked) : marked_(std::move(marked)) {}
  std::string marked_;  // Wildcards are the marks of pattern.cpp.
};

}  // namespace keytrail::policy
