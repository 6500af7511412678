#include "logs/pattern/explain.h"

#include "logs/pattern/matcher.h"

namespace keytrail::logs {
namespace {

std::string describe(const Json* value) { return value == nullptr ? "nothing" : to_text(*value); }

std::string describe_selected(const JsonTest& test, const Json* tree) {
  if (tree == nullptr) return "no JSON";
  if (test.selector.has_wildcard()) return "several values";
  return describe(find_selected(test.selector, *tree));
}

}  // namespace

Clauses explain(const TermsPattern& pattern, std::string_view message) {
  Clauses clauses;
  if (pattern.matches_all) return clauses;
  const auto add = [&](std::string_view prefix, const std::vector<TermsPattern::Term>& terms,
                       bool wants_occurrence) {
    for (const TermsPattern::Term& term : terms) {
      const std::string text =
          term.regex ? "%" + term.regex->pattern() + "%" : to_text(Json(term.text));
      const bool is_in = occurs(term, message);
      clauses.push_back({std::string(prefix) + text, is_in == wants_occurrence,
                         is_in ? "it occurs" : "it does not occur"});
    }
  };
  add("", pattern.required, true);
  add("-", pattern.excluded, false);
  add("?", pattern.optional, true);
  return clauses;
}

Clauses explain(const JsonPattern& pattern, const Json* tree) {
  Clauses clauses;
  each_test(pattern.condition, [&](const Condition<JsonTest>& condition) {
    clauses.push_back({condition.text, tree != nullptr && test_holds(condition.test, *tree),
                       describe_selected(condition.test, tree)});
  });
  return clauses;
}

Clauses explain(const FieldsPattern& pattern, std::string_view message) {
  const auto assigned = assign_fields(pattern, message);
  const std::size_t wanted = pattern.head.size() + pattern.tail.size();
  Clauses clauses;
  clauses.push_back({"at least " + std::to_string(wanted) + " fields", assigned.has_value(),
                     assigned ? "enough" : "too few"});
  if (!assigned) return clauses;
  for (const AssignedField& field : *assigned) {
    if (field.entry == nullptr || !field.entry->condition) continue;
    each_test(*field.entry->condition, [&](const Condition<FieldTest>& condition) {
      clauses.push_back({condition.text, test_holds(condition.test, field.text),
                         to_text(Json(std::string(field.text)))});
    });
  }
  return clauses;
}

}  // namespace keytrail::logs
