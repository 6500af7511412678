#include "policy/pattern.h"

#include <array>

#include "base/text.h"

namespace keytrail::policy {
namespace {

// Stand for the wildcards, so that the same characters out of a variable do not.
constexpr char kAnyRun = '\x01';
constexpr char kAnyOne = '\x02';
constexpr std::size_t kArnParts = 6;

bool matches_marked(std::string_view pattern, std::string_view text) {
  return matches_wildcard(pattern, text, {kAnyRun, kAnyOne});
}

std::string mark(std::string_view text) {
  std::string marked(text);
  for (char& c : marked) {
    if (c == '*') c = kAnyRun;
    if (c == '?') c = kAnyOne;
  }
  return marked;
}

// What stands between "${" and "}": a key, perhaps with a default as in "aws:username, 'nobody'".
std::optional<std::string> value_of(std::string_view variable, const Conditions& conditions) {
  if (variable == "*" || variable == "?" || variable == "$") return std::string(variable);
  const std::size_t comma = variable.find(',');
  const std::string_view key = trim(variable.substr(0, comma));
  const std::vector<std::string>* values = conditions.find(key);
  // A key with several values cannot be put into a text (IAM guide, "Policy variables").
  if (values != nullptr && values->size() == 1) return values->front();
  if (comma == std::string_view::npos) return std::nullopt;
  std::string_view standard = trim(variable.substr(comma + 1));
  if (standard.size() < 2 || standard.front() != '\'' || standard.back() != '\'') {
    return std::nullopt;
  }
  return std::string(standard.substr(1, standard.size() - 2));
}

// The parts of an ARN; the last takes all colons that are left. Fewer for any other text.
std::vector<std::string_view> arn_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < kArnParts) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) break;
    parts.push_back(text.substr(0, colon));
    text.remove_prefix(colon + 1);
  }
  parts.push_back(text);
  return parts;
}

}  // namespace

std::optional<Pattern> Pattern::make(std::string_view text, Variables variables,
                                     const Conditions& conditions) {
  if (variables == Variables::Literal) return Pattern(mark(text));
  std::string marked;
  while (true) {
    const std::size_t start = text.find("${");
    const std::size_t end = start == std::string_view::npos ? start : text.find('}', start);
    if (end == std::string_view::npos) break;
    marked += mark(text.substr(0, start));
    const auto value = value_of(text.substr(start + 2, end - start - 2), conditions);
    if (!value) return std::nullopt;
    marked += *value;
    text.remove_prefix(end + 1);
  }
  return Pattern(marked + mark(text));
}

bool Pattern::matches(std::string_view text) const { return matches_marked(marked_, text); }

bool Pattern::matches_arn(std::string_view arn) const {
  const std::vector<std::string_view> pattern = arn_parts(marked_);
  const std::vector<std::string_view> parts = arn_parts(arn);
  if (pattern.size() != kArnParts || parts.size() != kArnParts) return false;
  for (std::size_t i = 0; i < kArnParts; ++i) {
    if (!matches_marked(pattern[i], parts[i])) return false;
  }
  return true;
}

std::string Pattern::text() const {
  std::string text = marked_;
  for (char& c : text) {
    if (c == kAnyRun) c = '*';
    if (c == kAnyOne) c = '?';
  }
  return text;
}

}  // namespace keytrail::policy
