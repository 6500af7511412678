// The grammar of composite alarms' rules.
#include "cloudwatch/composite_rule.h"

#include <gtest/gtest.h>

#include <map>

namespace keytrail::cloudwatch {
namespace {

// a and a2 are in ALARM, o is OK, i has no data.
AlarmState state_of_letter(const std::string& child) {
  if (child.starts_with('a')) return AlarmState::Alarm;
  return child.starts_with('o') ? AlarmState::Ok : AlarmState::InsufficientData;
}

TEST(CompositeRule, JudgesByTheStatesOfItsChildren) {
  struct Case {
    const char* rule;
    bool holds;
  };
  const Case cases[] = {
      {"ALARM(a)", true},
      {"ALARM(o)", false},
      {"OK(o)", true},
      {"INSUFFICIENT_DATA(i)", true},
      {"INSUFFICIENT_DATA(a)", false},
      {"ALARM(\"a with (blanks), and more\")", true},
      {"ALARM( a )", true},
      {"TRUE", true},
      {"FALSE", false},
      {"false", false},
      {"NOT ALARM(a)", false},
      {"NOT NOT ALARM(a)", true},
      {"NOT(ALARM(o))", true},
      {"ALARM(a) AND OK(o)", true},
      {"ALARM(a) AND ALARM(o)", false},
      {"ALARM(o) OR OK(o)", true},
      {"ALARM(o) OR ALARM(i)", false},
      // AND before OR, whichever comes first; NOT before both.
      {"ALARM(a) OR ALARM(o) AND FALSE", true},
      {"(ALARM(a) OR ALARM(o)) AND FALSE", false},
      {"FALSE AND TRUE OR TRUE", true},
      {"FALSE AND (TRUE OR TRUE)", false},
      {"NOT FALSE AND TRUE", true},
      {"NOT (FALSE OR TRUE)", false},
      {"AT_LEAST(2, ALARM, (a, o, a2))", true},
      {"AT_LEAST(3, ALARM, (a, o, a2))", false},
      {"AT_LEAST(50%, ALARM, (a, o))", true},
      {"AT_LEAST(51%, ALARM, (a, o))", false},
      {"TRUE AND AT_LEAST(1, OK, (a, o)) AND TRUE", true},
  };
  for (const Case& row : cases) {
    const Result<CompositeRule> rule = CompositeRule::parse(row.rule);
    ASSERT_TRUE(rule.ok()) << row.rule << ": " << rule.error().message;
    EXPECT_EQ(rule.value().holds(state_of_letter), row.holds) << row.rule;
  }
}

TEST(CompositeRule, NamesItsChildrenOnceAndAsWritten) {
  const Result<CompositeRule> rule = CompositeRule::parse(
      R"(ALARM(b) OR OK("b") OR ALARM(arn:aws:cloudwatch:us-east-1:123456789012:alarm:a) OR TRUE)");
  ASSERT_TRUE(rule.ok());
  EXPECT_EQ(rule.value().children(),
            (std::vector<std::string>{"b", "arn:aws:cloudwatch:us-east-1:123456789012:alarm:a"}));
}

TEST(CompositeRule, RefusesWhatIsNoRule) {
  struct Case {
    const char* rule;
    const char* message;
  };
  const Case cases[] = {
      {"()", "Error in AlarmRule [Unsupported token ')' at char 1]"},
      {"alarm(a)", "Error in AlarmRule [Unsupported token 'alarm' at char 0]"},
      {"ALARM a", "Error in AlarmRule [Unsupported token 'a' at char 6]"},
      {"ALARM()", "Error in AlarmRule [Unsupported token ')' at char 6]"},
      {"ALARM(\"\")", "Error in AlarmRule [Unsupported token '\"' at char 7]"},
      {"ALARM(two words)", "Error in AlarmRule [Unsupported token 'words' at char 10]"},
      {"ALARM(\"a)", "Error in AlarmRule [Unexpected end of rule]"},
      {"ALARM(a", "Error in AlarmRule [Unexpected end of rule]"},
      {"ALARM(a) AND", "Error in AlarmRule [Unexpected end of rule]"},
      {"ALARM(a) XOR ALARM(b)", "Error in AlarmRule [Unsupported token 'XOR' at char 9]"},
      {"ALARM(a) NOT ALARM(b)", "Error in AlarmRule [Unsupported token 'NOT' at char 9]"},
      {"(TRUE", "Error in AlarmRule [Unexpected end of rule]"},
      {"TRUE)", "Error in AlarmRule [Unsupported token ')' at char 4]"},
      {"AT_LEAST(3, ALARM, (a, b))", "Error in AlarmRule [AT_LEAST cannot ask for 3 of 2 alarms]"},
      {"AT_LEAST(0, ALARM, (a, b))", "Error in AlarmRule [AT_LEAST cannot ask for 0 of 2 alarms]"},
      {"AT_LEAST(101%, ALARM, (a, b))",
       "Error in AlarmRule [AT_LEAST cannot ask for 101% of 2 alarms]"},
      {"AT_LEAST(x, ALARM, (a))", "Error in AlarmRule [Unsupported token 'x' at char 9]"},
      {" TRUE", "AlarmRule must not contain leading or trailing whitespace or be null"},
      {"TRUE\n", "AlarmRule must not contain leading or trailing whitespace or be null"},
  };
  for (const Case& row : cases) {
    const Result<CompositeRule> rule = CompositeRule::parse(row.rule);
    ASSERT_FALSE(rule.ok()) << row.rule;
    EXPECT_EQ(rule.error().message, row.message) << row.rule;
  }
}

TEST(CompositeRule, HasItsLimits) {
  const auto alternatives = [](std::size_t count, const auto& one) {
    std::string rule;
    for (std::size_t i = 0; i < count; ++i) rule += (i == 0 ? "" : " OR ") + one(i);
    return rule;
  };
  const auto child = [](std::size_t i) { return "ALARM(a" + std::to_string(i) + ")"; };
  const auto truth = [](std::size_t) { return std::string("TRUE"); };
  EXPECT_TRUE(CompositeRule::parse(alternatives(100, child)).ok());
  EXPECT_FALSE(CompositeRule::parse(alternatives(101, child)).ok());
  EXPECT_TRUE(CompositeRule::parse(alternatives(500, truth)).ok());
  EXPECT_FALSE(CompositeRule::parse(alternatives(501, truth)).ok());
  EXPECT_FALSE(CompositeRule::parse(std::string(10'000, '(')).ok());
  EXPECT_TRUE(CompositeRule::parse(std::string(499, '(') + "TRUE" + std::string(499, ')')).ok());
}

}  // namespace
}  // namespace keytrail::cloudwatch
