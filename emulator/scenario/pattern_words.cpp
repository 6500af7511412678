#include "scenario/pattern_words.h"

#include "base/nearest.h"
#include "logs/filter_pattern.h"
#include "scenario/model_words.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kSourceEnd = ".amazonaws.com";

// `$.errorCode = "Disabled*"`: the member of the record, and the value where it has to be equal to
// one without wildcards.
struct Clause {
  std::string_view member;
  std::string_view value;
};

Clause read_clause(std::string_view text) {
  constexpr std::string_view kBegin = "$.";
  constexpr std::string_view kEquals = " = ";
  if (!text.starts_with(kBegin)) return {};
  text.remove_prefix(kBegin.size());
  const std::size_t end = text.find_first_of(" .[");
  Clause clause{text.substr(0, end), {}};
  if (end == text.npos || !text.substr(end).starts_with(kEquals)) return clause;
  std::string_view value = text.substr(end + kEquals.size());
  if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
    value = value.substr(1, value.size() - 2);
  }
  if (value.find_first_of("*%") == value.npos) clause.value = value;
  return clause;
}

std::string never(std::string_view member, std::string_view value, std::string_view meant) {
  return std::string(member) + " is never '" + std::string(value) + "'" + did_you_mean(meant);
}

std::optional<std::string> find_slip_in(const Clause& clause) {
  if (const auto meant = meant_member(clause.member); !meant.empty()) {
    return "a record has no member '" + std::string(clause.member) + "'" + did_you_mean(meant);
  }
  const std::string_view value = clause.value;
  if (value.empty()) return std::nullopt;
  if (clause.member == "eventSource" && !value.ends_with(kSourceEnd)) {
    const std::string whole =
        std::string(value.substr(0, value.find('.'))) + std::string(kSourceEnd);
    return never(clause.member, value, whole);
  }
  const std::string_view meant = clause.member == "errorCode"   ? meant_error_code(value)
                                 : clause.member == "eventName" ? meant_operation(value)
                                                                : std::string_view();
  return meant.empty() ? std::nullopt : std::optional(never(clause.member, value, meant));
}

}  // namespace

std::optional<std::string> find_pattern_slip(std::string_view pattern) {
  const auto compiled = logs::FilterPattern::compile(pattern);
  const auto* filter = std::get_if<logs::FilterPattern>(&compiled);
  if (filter == nullptr) return std::nullopt;
  for (const auto& clause : filter->explain(logs::LogMessage("{}"))) {
    if (auto slip = find_slip_in(read_clause(clause.text))) return slip;
  }
  return std::nullopt;
}

}  // namespace keytrail::scenario
