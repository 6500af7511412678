// Tables of cases: what a row's cells become, and what is wrong with a table.
#include "scenario/cases.h"

#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "scenario/runner.h"

namespace keytrail::scenario {
namespace {

std::variant<std::vector<Scenario>, Problem> load_table(const std::string& rest) {
  return parse_scenarios("a.yaml", "name: n\n" + rest);
}

constexpr const char* kEverywhere = R"(cases:
  - {name: one, wait: 1m, spec: {KeySpec: ECC_NIST_P256, KeyUsage: SIGN_VERIFY}, on: true, text: "7", call: kms DisableKey, state: Disabled}
  - {name: two, wait: 1h, spec: {Description: plain}, on: false, text: a, call: kms EnableKey, state: Enabled}
values: {seen: "${case.text}/${case.wait}"}
given:
  keys: [{name: app, with: "${case.spec}"}]
  topics: [{name: "t-${case.name}"}]
options: {auto_confirm: "${case.on}"}
steps:
  - advance: ${case.wait}
  - call: ${case.call}
    with: {KeyId: "${app}"}
  - call: sns GetTopicAttributes
    with: {TopicArn: "arn:aws:sns:us-east-1:123456789012:t-${case.name}"}
    expect: {Attributes: exists}
  - call: kms UpdateKeyDescription
    with: {KeyId: "${app}", Description: "${seen} $${case.x}"}
  - call: kms DescribeKey
    with: {KeyId: "${app}"}
    expect: {KeyMetadata: {Description: "${case.text}/${case.wait} $${case.x}"}}
  - expect: {key: {id: "${app}", state: "${case.state}"}}
)";

TEST(Cases, CellsStandWhereverTheyAreNamed) {
  const auto loaded = load_table(kEverywhere);
  const auto* problem = std::get_if<Problem>(&loaded);
  ASSERT_EQ(problem, nullptr) << problem->line();
  const auto& scenarios = std::get<std::vector<Scenario>>(loaded);
  ASSERT_EQ(scenarios.size(), 2u);
  EXPECT_EQ(scenarios[0].name, "n [one]");
  EXPECT_EQ(scenarios[1].name, "n [two]");
  EXPECT_TRUE(scenarios[0].options.auto_confirm);
  EXPECT_FALSE(scenarios[1].options.auto_confirm);
  for (const Scenario& scenario : scenarios) {
    const ScenarioResult result = run_scenario(scenario);
    for (const Failure& failure : result.failures) {
      ADD_FAILURE() << scenario.name << ": " << failure.expected << ", got " << failure.got;
    }
    EXPECT_EQ(result.expectations, 3u);
  }
}

struct TableRow {
  const char* name;
  const char* text;  // The file from its second line on.
  const char* line;
};

class BadTables : public ::testing::TestWithParam<TableRow> {};

TEST_P(BadTables, AreNamedWithTheirPlace) {
  const auto loaded = load_table(std::string(GetParam().text) +
                                 "steps:\n  - say: ${case.a}\n  - never: {mail: {}}\n");
  const auto* problem = std::get_if<Problem>(&loaded);
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->line(), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadTables,
    ::testing::Values(
        TableRow{"empty", "cases: []\n", "a.yaml:2:8: cases: expected a list of at least one row"},
        TableRow{"no_table", "", "a.yaml:3:10: expected no ${case.a} where there are no cases"},
        TableRow{"no_rows", "cases: [a]\n",
                 "a.yaml:2:9: cases: expected rows as maps of columns to cells"},
        TableRow{"nameless", "cases: [{a: 1}]\n",
                 "a.yaml:2:9: cases: expected a 'name' in every row"},
        TableRow{"same_names", "cases: [{name: x, a: 1}, {name: x, a: 2}]\n",
                 "a.yaml:2:26: cases: expected each name once, got 'x'"},
        TableRow{"hole", "cases: [{name: x, a: 1}, {name: y}]\n",
                 "a.yaml:2:26: cases: expected a cell for 'a', as in the first row"},
        TableRow{"other_column", "cases: [{name: x, a: 1}, {name: y, aa: 1}]\n",
                 "a.yaml:2:40: cases: the first row has no column 'aa', only a, name; did you mean "
                 "'a'?"},
        TableRow{"unknown_column", "cases: [{name: x, b: 1}]\n",
                 "a.yaml:4:10: unknown column 'a'; expected one of b, name"},
        TableRow{"idle_column", "cases: [{name: x, a: 1, b: 2}]\n",
                 "a.yaml:2:28: cases: expected ${case.b} somewhere, for it is a column"},
        TableRow{"map_inside_a_text",
                 "cases: [{name: x, a: {b: c}}]\nvalues: {v: \"<${case.a}>\"}\n",
                 "a.yaml:3:13: expected ${case.a} alone, for it is no text"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace keytrail::scenario
