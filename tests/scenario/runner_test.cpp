#include "scenario/runner.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "scenario/loader.h"
#include "scenario/suite.h"

namespace keytrail::scenario {
namespace {

Scenario load_steps(const std::string& text) {
  auto loaded = parse_scenarios("drill.yaml", text);
  if (const auto* problem = std::get_if<Problem>(&loaded)) {
    ADD_FAILURE() << problem->line();
    return {};
  }
  return std::move(std::get<std::vector<Scenario>>(loaded).front());
}

ScenarioResult run(const std::string& text) { return run_scenario(load_steps(text)); }

// A key that is used while disabled, with the chain behind it as far as `given` reaches.
std::string disabled_key_drill(const std::string& given, const std::string& rest) {
  return "name: n\ngiven:\n  keys: [app]\n" + given +
         "steps:\n"
         "  - call: kms DisableKey\n"
         "    with: {KeyId: \"${app}\"}\n"
         "  - call: kms Encrypt\n"
         "    with: {KeyId: \"${app}\", Plaintext: base64(foo)}\n"
         "    expect: {error: {code: DisabledException, message: \"${app.arn} is disabled.\"}}\n" +
         rest;
}
constexpr const char* kTrail = "  trail: {name: trail, log_group: g}\n";
constexpr const char* kFilter =
    "  filters:\n    - {name: errors, pattern: '{ $.errorCode = \"*\" }', metric: Drill/Errors}\n";
constexpr const char* kAlarm =
    "  alarms:\n    - {name: a, metric: Drill/Errors, threshold: \">= 1\", missing: "
    "notBreaching}\n";
constexpr const char* kExpectMail =
    "  - advance: 1m\n  - expect:\n      mail: {subject: \"ALARM: *\"}\n";

struct LinkRow {
  const char* name;
  std::string given;
  const char* held;  // The end of what a failure says held.
};

class LastLink : public ::testing::TestWithParam<LinkRow> {};

TEST_P(LastLink, TellsHowFarTheChainGot) {
  const ScenarioResult result = run(disabled_key_drill(GetParam().given, kExpectMail));
  ASSERT_EQ(result.failures.size(), 1u);
  const Failure& failure = result.failures.front();
  EXPECT_EQ(to_rfc3339(failure.at), "2026-01-01T00:01:00Z");
  EXPECT_EQ(failure.expected, "a mail {subject: ALARM: *}");
  EXPECT_EQ(failure.got, "0 of 0");
  const std::string begin = "kms Encrypt at 2026-01-01T00:00:00Z, record Encrypt DisabledException";
  EXPECT_EQ(failure.held, begin + GetParam().held);
}

INSTANTIATE_TEST_SUITE_P(
    All, LastLink,
    ::testing::Values(
        LinkRow{"no_trail", "", "; no trail delivered it to a log group"},
        LinkRow{"no_filter", kTrail, ", log event in g; no metric filter matched it"},
        LinkRow{"no_alarm", std::string(kTrail) + kFilter,
                ", log event in g, datapoint Drill/Errors 1; no alarm changed its state: none has "
                "been judged since"},
        LinkRow{
            "another_filter",
            std::string(kTrail) +
                "  filters:\n    - {name: f, pattern: '{ $.errorCode = \"Disabled\" }', metric: "
                "Drill/Errors}\n" +
                kAlarm,
            ", log event in g; no metric filter matched it: f fails $.errorCode = \"Disabled\" "
            "(\"DisabledException\")"},
        LinkRow{"nobody_to_tell", std::string(kTrail) + kFilter + kAlarm,
                ", log event in g, datapoint Drill/Errors 1, alarm a INSUFFICIENT_DATA -> ALARM at "
                "2026-01-01T00:01:00Z; nobody was notified"}),
    [](const auto& row) { return row.param.name; });

// Of what should never have happened the beginning is told, whoever else did something since.
TEST(LastLinks, OfAnAlarmThatShouldNotHaveBeenGoesBackToItsCause) {
  const ScenarioResult result =
      run(disabled_key_drill(std::string(kTrail) + kFilter + kAlarm,
                             "  - advance: 10m\n"
                             "  - call: kms DescribeKey\n    with: {KeyId: alias/none}\n"
                             "    expect: {error: NotFoundException}\n"
                             "  - advance: 30s\n"
                             "  - never: {alarm: {name: a, state: ALARM}}\n"));
  ASSERT_EQ(result.failures.size(), 1u);
  const Failure& failure = result.failures.front();
  EXPECT_EQ(failure.got, "it was, from 2026-01-01T00:01:00Z to 2026-01-01T00:04:00Z");
  EXPECT_EQ(failure.held,
            "kms Encrypt at 2026-01-01T00:00:00Z, record Encrypt DisabledException, log event in "
            "g, datapoint Drill/Errors 1, alarm a INSUFFICIENT_DATA -> ALARM at "
            "2026-01-01T00:01:00Z; nobody was notified");
}

TEST(LastLinks, BeginWithAnInjectedRecordToo) {
  const ScenarioResult result =
      run("name: n\ngiven:\n" + std::string(kTrail) + kFilter +
          "steps:\n  - inject: [{eventSource: signin.amazonaws.com, eventName: ConsoleLogin}]\n"
          "  - expect: {metric: {name: Drill/Errors, sum: 1}}\n");
  ASSERT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(result.failures.front().held,
            "record ConsoleLogin at 2026-01-01T00:00:00Z, log event in g; no metric filter matched "
            "it: errors fails $.errorCode = \"*\" (nothing)");
}

struct FailureRow {
  const char* name;
  const char* step;
  const char* expected;
  const char* got;  // May have wildcards.
};

class Failures : public ::testing::TestWithParam<FailureRow> {};

TEST_P(Failures, SayWhatWasExpectedAndWhatCame) {
  const std::string given = std::string(kTrail) + kFilter + kAlarm;
  const ScenarioResult result = run(disabled_key_drill(given, GetParam().step));
  ASSERT_EQ(result.failures.size(), 1u);
  const Failure& failure = result.failures.front();
  EXPECT_TRUE(matches_wildcard(GetParam().expected, failure.expected)) << failure.expected;
  EXPECT_TRUE(matches_wildcard(GetParam().got, failure.got)) << failure.got;
  EXPECT_GE(failure.place.line, 15);  // A line of the steps, not of the set-up.
}

INSTANTIATE_TEST_SUITE_P(
    All, Failures,
    ::testing::Values(
        FailureRow{"refused_call",
                   "  - call: kms Encrypt\n    with: {KeyId: \"${app}\", Plaintext: eA==}\n",
                   "kms Encrypt succeeds", "DisabledException: * is disabled."},
        FailureRow{
            "success_instead_of_error",
            "  - call: kms EnableKey\n    with: {KeyId: \"${app}\"}\n    expect: {error: Some*}\n",
            "error Some*", "success: *"},
        FailureRow{"other_message",
                   "  - call: kms Encrypt\n    with: {KeyId: \"${app}\", Plaintext: eA==}\n"
                   "    expect: {error: {code: DisabledException, message: \"* pending *\"}}\n",
                   "error message: \"* pending *\"", "error message: \"*is disabled.\""},
        FailureRow{"output",
                   "  - call: kms DescribeKey\n    with: {KeyId: \"${app}\"}\n"
                   "    expect: {KeyMetadata: {KeyState: Enabled}}\n",
                   "KeyMetadata.KeyState: \"Enabled\"", "KeyMetadata.KeyState: \"Disabled\""},
        FailureRow{"save",
                   "  - call: kms DescribeKey\n    with: {KeyId: \"${app}\"}\n"
                   "    save: {x: $.KeyMetadata.DeletionDate}\n",
                   "$.KeyMetadata.DeletionDate in the output, to save as x", "{*}"},
        FailureRow{"key", "  - expect: {key: {id: \"${app}\", state: gone}}\n", "key * gone",
                   "Disabled"},
        FailureRow{"never_key", "  - never: {key: {id: \"${app}\", state: Disabled}}\n",
                   "key * not Disabled", "Disabled"},
        FailureRow{"metric", "  - expect: {metric: {name: Drill/Errors, sum: 2}}\n",
                   "sum of Drill/Errors: 2", "sum of Drill/Errors: 1.0"},
        FailureRow{"never_metric", "  - never: {metric: {name: Drill/Errors}}\n",
                   "no datapoint of Drill/Errors but zeros", "1, sum 1.0"},
        FailureRow{"alarm", "  - expect: {alarm: {name: a, state: ALARM}}\n",
                   "alarm a in state ALARM", "INSUFFICIENT_DATA since 2026-01-01T00:00:00Z"},
        FailureRow{"metric_window",
                   "  - advance: 2m\n"
                   "  - expect: {metric: {name: Drill/Errors, after: 1m, for: 5m, sum: 1}}\n",
                   "sum of Drill/Errors in the 5m from 1m after the start on: 1", "*: 0.0"},
        FailureRow{"never_metric_window",
                   "  - never: {metric: {name: Drill/Errors, at: 2026-01-01}}\n",
                   "no datapoint of Drill/Errors in the 1m from 2026-01-01T00:00:00Z on but zeros",
                   "1, sum 1.0"},
        FailureRow{"alarm_changes",
                   "  - advance: 2m\n"
                   "  - expect: {alarm: {name: a, changes: [{to: ALARM, after: 2m}]}}\n",
                   "changes of alarm a {to: ALARM, after: 2m}",
                   "INSUFFICIENT_DATA -> ALARM at 2026-01-01T00:01:00Z"},
        FailureRow{"alarm_changes_too_few",
                   "  - advance: 10m\n  - expect: {alarm: {name: a, changes: {to: ALARM}}}\n",
                   "changes of alarm a {to: ALARM}", "*-> ALARM at *, ALARM -> OK at *"},
        FailureRow{"never_alarm_changes",
                   "  - advance: 10m\n"
                   "  - never: {alarm: {name: a, changes: [{from: OK}, {to: OK, after: 240s}]}}\n",
                   "no change of alarm a like {to: OK, after: 4m}", "*"},
        FailureRow{"throttled", "  - {throttle: sns, calls: 1}\n  - call: sns ListTopics\n",
                   "sns ListTopics succeeds", "Throttling: Rate exceeded"},
        FailureRow{"never_alarm", "  - advance: 10m\n  - never: {alarm: {name: a, state: ALARM}}\n",
                   "never alarm a in state ALARM", "it was, from 2026-01-01T00:01:00Z*"},
        FailureRow{"unknown_alarm",
                   "  - call: cloudwatch DeleteAlarms\n    with: {AlarmNames: [a]}\n"
                   "  - expect: {alarm: {name: a, state: OK}}\n",
                   "alarm a in state OK", "no such alarm"},
        FailureRow{"records", "  - expect: {records: {where: {eventName: Encrypt}, count: 2}}\n",
                   "2 records {eventName: Encrypt}", "1 of *Encrypt DisabledException*"},
        FailureRow{"never_records", "  - never: {records: {where: {eventName: Encrypt}}}\n",
                   "no record {eventName: Encrypt}",
                   "2026-01-01T00:00:00Z Encrypt DisabledException * is disabled."},
        FailureRow{"log_events",
                   "  - expect: {log_events: {group: g, where: {errorCode: Other}}}\n",
                   "a log event {errorCode: Other}", "0 of *"},
        FailureRow{"confirmation",
                   "  - call: sns CreateTopic\n    with: {Name: t}\n    save: {t: $.TopicArn}\n"
                   "  - confirm: late@example.com\n"
                   "  - call: sns Subscribe\n    with: {TopicArn: \"${t}\", Protocol: email, "
                   "Endpoint: late@example.com}\n",
                   "a mail to late@example.com that asks for confirmation", "none"},
        FailureRow{"past", "  - set: 2025-01-01\n", "a time that is not in the past", "*"},
        FailureRow{"injected", "  - inject: [{eventName: X}]\n", "every record is accepted",
                   "refused: *"}),
    [](const auto& row) { return row.param.name; });

TEST(Runner, AFailureEndsTheScenario) {
  const ScenarioResult result =
      run("name: n\nsteps:\n  - expect: {mail: {}}\n  - advance: 1m\n  - expect: {mail: {}}\n");
  EXPECT_EQ(result.failures.size(), 1u);
  EXPECT_EQ(to_rfc3339(result.ended_at), "2026-01-01T00:00:00Z");
}

TEST(Runner, IdentityRegionAndAccountReachTheRecord) {
  const ScenarioResult result = run(R"(name: n
options: {region: eu-central-1}
steps:
  - call: kms CreateKey
    as: user/alice
  - call: kms CreateKey
    as: assumed-role/Admin/bob
    region: eu-west-1
  - expect:
      records: {where: {userIdentity: {userName: alice}, awsRegion: eu-central-1}, count: 1}
    never:
      records: {where: {userIdentity: {type: AssumedRole}}}
  - region: eu-west-1
    expect:
      records: {where: {userIdentity: {type: AssumedRole}, awsRegion: eu-west-1}, count: 1}
    never:
      records: {where: {userIdentity: {userName: alice}}}
)");
  for (const Failure& failure : result.failures) ADD_FAILURE() << failure.expected << failure.got;
  EXPECT_EQ(result.expectations, 4u);
}

TEST(Runner, GivenIdentitiesActInAnyAccountAndRegion) {
  const std::string all =
      "{Version: '2012-10-17', Statement: {Effect: Allow, Action: '*', Resource: '*'}}";
  const ScenarioResult result =
      run("name: n\ngiven:\n  enforce_policies: true\n  identities:\n"
          "    users: {alice: {policies: [" +
          all +
          "]}, bob: {}}\n"
          "    accounts: {'111122223333': {users: {bob: {policies: [" +
          all +
          "]}}}}\n"
          R"(steps:
  - {call: kms CreateKey, as: user/alice, region: eu-west-1, expect: {KeyMetadata: {AWSAccountId: "${account}"}}}
  - {call: kms CreateKey, as: user/bob, account: "111122223333", expect: {KeyMetadata: {AWSAccountId: "111122223333"}}}
  - {call: kms CreateKey, as: user/bob, expect: {error: AccessDeniedException}}
)");
  for (const Failure& failure : result.failures) ADD_FAILURE() << failure.expected << failure.got;
  EXPECT_EQ(result.expectations, 3u);
}

TEST(Runner, LookingChangesNothingThatIsLookedAt) {
  const std::string looks =
      "  - expect:\n      key: {id: \"${app}\", state: Disabled}\n      log_events: {group: g, "
      "where: {}}\n"
      "      alarm: {name: a, state: INSUFFICIENT_DATA}\n";
  const ScenarioResult result = run(disabled_key_drill(
      std::string(kTrail) + kFilter + kAlarm,
      looks + looks + "  - never:\n      records: {where: {eventName: DescribeKey}}\n" +
          "      log_events: {group: g, where: {eventName: FilterLogEvents}}\n"));
  for (const Failure& failure : result.failures) ADD_FAILURE() << failure.expected << failure.got;
}

TEST(Inject, FillsInWhatEveryRecordHasAndKeepsWhatIsWritten) {
  const std::string rest =
      "      records: [{eventName: A, errorCode: E}, {eventName: B, sourceIPAddress: 192.0.2.1}]\n"
      "      each: {eventName: [C, D]}\n";
  const ScenarioResult result = run(
      "name: n\ngiven:\n" + std::string(kTrail) + kFilter +
      "steps:\n  - advance: 90s\n  - inject:\n      like: {eventSource: x.amazonaws.com}\n" + rest +
      "  - expect:\n      metric: {name: Drill/Errors, sum: 1}\n      log_events:\n"
      "        - {group: g, where: {eventSource: x.amazonaws.com}, count: 4}\n"
      "        - {group: g, where: {eventName: B, sourceIPAddress: 192.0.2.1, errorCode: absent,\n"
      "                             eventTime: 2026-01-01T00:01:30Z, awsRegion: us-east-1,\n"
      "                             userIdentity: {userName: alice}}}\n"
      "      records: {where: {eventName: D, eventID: exists}, count: 1}\n");
  for (const Failure& failure : result.failures) ADD_FAILURE() << failure.expected << failure.got;
  const auto nothing =
      parse_scenarios("d.yaml", "name: n\nsteps:\n  - inject: {like: {eventName: A}}\n");
  ASSERT_TRUE(std::holds_alternative<Problem>(nothing));
  EXPECT_EQ(std::get<Problem>(nothing).text, "inject: expected at least one record");
}

std::string story_of(const Scenario& scenario) {
  std::string text;
  for (const StoryLine& line : run_scenario(scenario, {std::nullopt, KeepStory::Yes}).story) {
    text += to_rfc3339(line.at) + " " + line.text + "\n";
  }
  return text;
}

TEST(ShippedScenarios, AllHoldAndTellTheSameStoryTwice) {
  auto loaded = load_suite({KEYTRAIL_SOURCE_DIR "/scenarios"});
  if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
    FAIL() << problems->front().line();
  }
  const auto& scenarios = std::get<Suite>(loaded).scenarios;
  EXPECT_GE(scenarios.size(), 5u);
  for (const Scenario& scenario : scenarios) {
    const ScenarioResult result = run_scenario(scenario, {std::uint64_t{7}, KeepStory::No});
    for (const Failure& failure : result.failures) {
      ADD_FAILURE() << where_text(scenario.path, failure.place) << " expected " << failure.expected
                    << ", got " << failure.got << "; held " << failure.held;
    }
    EXPECT_EQ(story_of(scenario), story_of(scenario));
  }
}

}  // namespace
}  // namespace keytrail::scenario
