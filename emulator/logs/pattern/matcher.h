// Says whether an event meets a parsed pattern. All functions take time linear in the message for
// each test of the pattern.
#pragma once

#include "logs/pattern/syntax.h"

namespace keytrail::logs {

bool matches(const TermsPattern& pattern, std::string_view message);
bool occurs(const TermsPattern::Term& term, std::string_view message);

bool test_holds(const JsonTest& test, const Json& tree);
// The same by the text of the member the test's selector begins with, or nothing where there is no
// such member. The verdict is nothing when only a tree can tell.
std::optional<bool> judge_member(const JsonTest& test, std::optional<std::string_view> member);
// What a selector without a wildcard leads to; nullptr when there is no such path.
const Json* find_selected(const Selector& selector, const Json& tree);

// The fields of one event in a pattern's order.
struct AssignedField {
  const FieldsPattern::Entry* entry = nullptr;  // nullptr: under the ellipsis.
  std::size_t position = 0;                     // In the event, counted from 1.
  std::string_view text;

  std::string key() const;  // "$name" or "$3".
};
// Nothing when the event has not the fields the pattern names. Conditions are not looked at.
std::optional<std::vector<AssignedField>> assign_fields(const FieldsPattern& pattern,
                                                        std::string_view message);
bool matches(const FieldsPattern& pattern, std::string_view message);
bool test_holds(const FieldTest& test, std::string_view field);

}  // namespace keytrail::logs
