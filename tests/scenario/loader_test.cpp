#include "scenario/loader.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace keytrail::scenario {
namespace {

// Where a file is wrong, to the column, and what was expected there.
struct LoaderRow {
  const char* name;
  const char* steps;  // The file from its second line on.
  const char* line;
};

class Mistakes : public ::testing::TestWithParam<LoaderRow> {};

TEST_P(Mistakes, AreNamedWithTheirPlace) {
  const auto loaded = parse_scenarios("a.yaml", std::string("name: n\n") + GetParam().steps);
  const auto* problem = std::get_if<Problem>(&loaded);
  ASSERT_NE(problem, nullptr);
  EXPECT_EQ(problem->line(), GetParam().line);
}

INSTANTIATE_TEST_SUITE_P(
    All, Mistakes,
    ::testing::Values(
        LoaderRow{"no_steps", "tags: [a]\n", "a.yaml:1:1: scenario: expected the key 'steps'"},
        LoaderRow{
            "no_expectation", "steps:\n  - advance: 1m\n",
            "a.yaml:3:3: expected at least one expectation; a scenario without one proves nothing"},
        LoaderRow{"unknown_top_key", "step: []\nsteps:\n  - never: {mail: {}}\n",
                  "a.yaml:2:1: scenario: unknown key 'step'; expected one of keytrail, name, "
                  "cases, tags, "
                  "clock, "
                  "seed, options, values, given, steps"},
        LoaderRow{"version", "keytrail: 2\nsteps: []\n",
                  "a.yaml:2:11: keytrail: expected format 1, got 2"},
        LoaderRow{"unknown_step_key",
                  "steps:\n  - call: kms ListKeys\n    wiht: {}\n    expect: {}\n",
                  "a.yaml:4:5: step: unknown key 'wiht'; expected one of say, call, advance, set, "
                  "inject, "
                  "confirm, down, up, throttle, trail_delay, expect, never, with, as, region, "
                  "account, save"},
        LoaderRow{
            "throttle_of_what", "steps:\n  - {throttle: ec2, calls: 1}\n",
            "a.yaml:3:16: throttle: expected a service, or a service and an operation such as "
            "'kms Encrypt'; services are kms, cloudtrail, logs, cloudwatch, sns, "
            "secretsmanager, sts, s3, sqs, organizations"},
        LoaderRow{"throttle_without_end", "steps:\n  - throttle: kms Encrypt\n",
                  "a.yaml:3:15: throttle: expected 'calls' or 'for' beside it"},
        LoaderRow{"throttle_of_none", "steps:\n  - {throttle: kms, calls: 0}\n",
                  "a.yaml:3:28: calls: expected 1 or more"},
        LoaderRow{"calls_of_nothing", "steps:\n  - {advance: 1m, calls: 3}\n",
                  "a.yaml:3:19: step: unknown key 'calls'; expected one of say, call, "
                  "advance, set, inject, confirm, down, up, throttle, trail_delay, expect, never"},
        LoaderRow{"window_without_begin",
                  "steps:\n  - expect: {metric: {name: N/M, sum: 1, for: 5m}}\n",
                  "a.yaml:3:47: metric.for: expected 'at' or 'after'"},
        LoaderRow{"two_begins",
                  "steps:\n  - never: {metric: {name: N/M, at: 2026-01-01, after: 5m}}\n",
                  "a.yaml:3:21: expected 'at' or 'after', not both"},
        LoaderRow{"no_changes", "steps:\n  - expect: {alarm: {name: a, changes: []}}\n",
                  "a.yaml:3:40: alarm.changes: expected at least one"},
        LoaderRow{"change_of_what", "steps:\n  - expect: {alarm: {name: a, changes: [{}]}}\n",
                  "a.yaml:3:41: alarm.changes: expected from, to, at or after"},
        LoaderRow{"user_without_name",
                  "given: {identities: {users: {a b: {}}}}\nsteps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:30: users: expected a name such as alice or team/alice, got 'a b'"},
        LoaderRow{"role_without_trust",
                  "given: {identities: {roles: {a: {}}}}\nsteps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:33: role: expected the key 'trust'"},
        LoaderRow{"policy_that_is_none",
                  "given: {identities: {users: {a: {policies: [{}]}}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:45: policy: the policy: expected a Statement"},
        LoaderRow{"user_twice",
                  "given: {identities: {users: {a: {}}, accounts: {\"123456789012\": {users: {a: "
                  "{}}}}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:33: arn:aws:iam::123456789012:user/a is there twice; expected it once"},
        LoaderRow{"organization_id_too_short",
                  "given: {identities: {organization: {id: o-short, management_account: "
                  "\"123456789012\"}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:41: organization.id: expected o- and 10 to 32 small letters or digits, "
                  "got 'o-short'"},
        LoaderRow{"organization_id_in_capitals",
                  "given: {identities: {organization: {id: o-Exampleorg1, management_account: "
                  "\"123456789012\"}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:41: organization.id: expected o- and 10 to 32 small letters or digits, "
                  "got 'o-Exampleorg1'"},
        LoaderRow{"organization_without_manager",
                  "given: {identities: {organization: {id: o-exampleorg1}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:36: organization: expected the key 'management_account'"},
        LoaderRow{
            "organization_managed_by_no_account",
            "given: {identities: {organization: {id: o-exampleorg1, management_account: me}}}\n"
            "steps: [{never: {mail: {}}}]\n",
            "a.yaml:2:76: organization.management_account: expected 12 digits, got 'me'"},
        LoaderRow{"member_that_is_no_account",
                  "given: {identities: {organization: {id: o-exampleorg1, management_account: "
                  "\"123456789012\", member_accounts: [\"1\"]}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:110: organization.member_accounts: expected 12 digits, got '1'"},
        LoaderRow{"manager_among_the_members",
                  "given: {identities: {organization: {id: o-exampleorg1, management_account: "
                  "\"123456789012\", member_accounts: [\"123456789012\"]}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:110: organization.member_accounts: expected other accounts than the "
                  "management account, got '123456789012'"},
        LoaderRow{"member_twice",
                  "given: {identities: {organization: {id: o-exampleorg1, management_account: "
                  "\"123456789012\", member_accounts: [\"111122223333\", \"111122223333\"]}}}\n"
                  "steps: [{never: {mail: {}}}]\n",
                  "a.yaml:2:126: account '111122223333' is there twice; expected it once"},
        LoaderRow{"two_actions", "steps:\n  - advance: 1m\n    set: 2026-01-01\n",
                  "a.yaml:3:5: expected one of call, advance, set, inject, confirm, down, up, "
                  "throttle, trail_delay, expect or never"},
        LoaderRow{"no_action", "steps:\n  - {}\n",
                  "a.yaml:3:5: expected one of call, advance, set, inject, confirm, down, up, "
                  "throttle, trail_delay, expect or never"},
        LoaderRow{
            "mistyped_action", "steps:\n  - advnce: 1m\n",
            "a.yaml:3:5: step: unknown key 'advnce'; expected one of say, call, advance, set, "
            "inject, confirm, down, up, throttle, trail_delay, expect, never"},
        LoaderRow{"service", "steps:\n  - call: ksm Encrypt\n",
                  "a.yaml:3:11: call: expected a service and an operation such as 'kms Encrypt'; "
                  "services "
                  "are kms, cloudtrail, logs, cloudwatch, sns, secretsmanager, sts, s3, sqs, "
                  "organizations"},
        LoaderRow{
            "duration", "steps:\n  - advance: ten days\n",
            "a.yaml:3:14: advance: expected a duration such as 90s, 15m, 10d or P10D, got 'ten "
            "days'"},
        LoaderRow{"time", "steps:\n  - set: soon\n",
                  "a.yaml:3:10: set: expected a time such as 2026-01-01T00:00:00Z, got 'soon'"},
        LoaderRow{"unknown_value", "steps:\n  - call: kms Encrypt\n    with: {KeyId: \"${kye}\"}\n",
                  "a.yaml:4:19: unknown value '${kye}'; expected one of account, region"},
        LoaderRow{
            "value_used_too_early",
            "steps:\n  - confirm: ${later}\n  - call: kms ListKeys\n    save: {later: $.Keys}\n",
            "a.yaml:3:14: unknown value '${later}'; expected one of account, region"},
        LoaderRow{"open_hole", "steps:\n  - confirm: ${account\n",
                  "a.yaml:3:14: expected '}' after '${'"},
        LoaderRow{"path", "steps:\n  - call: kms ListKeys\n    save: {key: Keys}\n",
                  "a.yaml:4:17: expected a path such as $.KeyMetadata.KeyId"},
        LoaderRow{"arguments", "steps:\n  - confirm: wrap(a, b)\n",
                  "a.yaml:3:14: wrap(): expected 3 arguments, got 2"},
        LoaderRow{"error_and_members",
                  "steps:\n  - call: kms ListKeys\n    expect: {error: X, Keys: []}\n",
                  "a.yaml:4:13: expected nothing beside 'error'"},
        LoaderRow{"alarm_state", "steps:\n  - expect: {alarm: {name: a, state: ALARMED}}\n",
                  "a.yaml:3:21: alarm.state: expected one of OK, ALARM, INSUFFICIENT_DATA, got "
                  "'ALARMED'"},
        LoaderRow{"count_of_never", "steps:\n  - never: {mail: {count: 0}}\n",
                  "a.yaml:3:19: never: expected no 'count', never is none at all"},
        LoaderRow{"metric_without_claim", "steps:\n  - expect: {metric: {name: A/b}}\n",
                  "a.yaml:3:22: metric: expected 'sum' or 'count'"},
        LoaderRow{"empty_expect", "steps:\n  - expect: {}\n",
                  "a.yaml:3:13: expected at least one expectation"},
        LoaderRow{"account", "options: {account: 12}\nsteps:\n  - never: {mail: {}}\n",
                  "a.yaml:2:10: options.account: expected 12 digits"},
        LoaderRow{
            "threshold",
            "given:\n  alarms:\n    - {name: a, metric: A/b, threshold: 1}\nsteps:\n  - never: "
            "{mail: "
            "{}}\n",
            "a.yaml:4:7: alarms.threshold: expected a comparison such as '>= 1', got '1'"},
        LoaderRow{
            "filter_without_group",
            "given:\n  filters:\n    - {name: f, pattern: x, metric: A/b}\nsteps:\n  - never: "
            "{mail: "
            "{}}\n",
            "a.yaml:4:7: filters: expected 'log_group', for there is no trail"}),
    [](const auto& row) { return row.param.name; });

Scenario load(const std::string& text) {
  auto loaded = parse_scenarios("a.yaml", text);
  if (const auto* problem = std::get_if<Problem>(&loaded)) {
    ADD_FAILURE() << problem->line();
    return {};
  }
  return std::move(std::get<std::vector<Scenario>>(loaded).front());
}

TEST(Loader, DefaultsAreTheContracts) {
  const Scenario scenario = load("name: n\nsteps:\n  - never: {mail: {}}\n");
  EXPECT_EQ(scenario.options.seed, 1u);
  EXPECT_EQ(to_rfc3339(scenario.options.clock_start.value()), "2026-01-01T00:00:00Z");
  EXPECT_EQ(scenario.options.account, "123456789012");
  EXPECT_EQ(scenario.options.region, "us-east-1");
}

TEST(Loader, GivenBecomesTheCallsAPersonWouldMake) {
  const Scenario scenario = load(R"(name: n
given:
  keys: [app]
  trail: {name: trail, log_group: g}
  filters:
    - {name: f, pattern: x, metric: A/b}
  topics:
    - {name: tell, emails: [a@example.com]}
  alarms:
    - {name: a, metric: A/b, threshold: "> 2", period: 5m, notify: tell}
steps:
  - never: {mail: {}}
)");
  std::vector<std::string> made;
  for (const Step& step : scenario.given) {
    const auto* call = std::get_if<CallStep>(&step.action);
    made.push_back(call ? call->operation : "confirm");
  }
  EXPECT_EQ(join(made, " "),
            "CreateKey CreateBucket CreateLogGroup CreateTrail StartLogging PutMetricFilter "
            "CreateTopic Subscribe confirm PutMetricAlarm");
  const auto& alarm = std::get<CallStep>(scenario.given.back().action);
  EXPECT_EQ(
      to_text(alarm.input.resolve(Values{}).value()),
      R"({"AlarmName":"a","Namespace":"A","MetricName":"b","Statistic":"Sum","Period":300,)"
      R"("EvaluationPeriods":1,"Threshold":2.0,"ComparisonOperator":"GreaterThanThreshold",)"
      R"("TreatMissingData":"missing","AlarmActions":["arn:aws:sns:us-east-1:123456789012:tell"]})");
}

}  // namespace
}  // namespace keytrail::scenario
