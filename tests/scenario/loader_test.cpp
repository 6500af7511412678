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
                  "seed, options, values, given, steps; did you mean 'steps'?"},
        LoaderRow{"version", "keytrail: 2\nsteps: []\n",
                  "a.yaml:2:11: keytrail: expected format 1, got 2"},
        LoaderRow{"unknown_step_key",
                  "steps:\n  - call: kms ListKeys\n    wiht: {}\n    expect: {}\n",
                  "a.yaml:4:5: step: unknown key 'wiht'; expected one of say, call, advance, set, "
                  "inject, "
                  "confirm, down, up, throttle, trail_delay, expect, never, with, as, region, "
                  "account, save; did you mean 'with'?"},
        LoaderRow{
            "throttle_of_what", "steps:\n  - {throttle: ec2, calls: 1}\n",
            "a.yaml:3:16: throttle: expected a service, or a service and an operation such as "
            "'kms Encrypt'; services are cloudtrail, cloudwatch, kms, logs, organizations, s3, "
            "secretsmanager, "
            "sns, "
            "sqs, sts"},
        LoaderRow{"throttle_without_end", "steps:\n  - throttle: kms Encrypt\n",
                  "a.yaml:3:15: throttle: expected 'calls' or 'for' beside it"},
        LoaderRow{"throttle_of_none", "steps:\n  - {throttle: kms, calls: 0}\n",
                  "a.yaml:3:28: calls: expected 1 or more"},
        LoaderRow{"calls_of_nothing", "steps:\n  - {advance: 1m, calls: 3}\n",
                  "a.yaml:3:19: step: unknown key 'calls'; expected one of say, call, "
                  "advance, set, inject, confirm, down, up, throttle, trail_delay, expect, never; "
                  "did you mean 'call'?"},
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
                  "a.yaml:3:5: expected one of advance and set in a step; make a step of each"},
        LoaderRow{"no_action", "steps:\n  - {}\n",
                  "a.yaml:3:5: expected one of call, advance, set, inject, confirm, down, up, "
                  "throttle, trail_delay, expect or never"},
        LoaderRow{
            "mistyped_action", "steps:\n  - advnce: 1m\n",
            "a.yaml:3:5: step: unknown key 'advnce'; expected one of say, call, advance, set, "
            "inject, confirm, down, up, throttle, trail_delay, expect, never; did you mean "
            "'advance'?"},
        LoaderRow{"service", "steps:\n  - call: ksm Encrypt\n",
                  "a.yaml:3:11: call: expected a service and an operation such as 'kms Encrypt'; "
                  "services "
                  "are cloudtrail, cloudwatch, kms, logs, organizations, s3, secretsmanager, sns, "
                  "sqs, sts; did you "
                  "mean 'kms'?"},
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
                  "a.yaml:3:38: alarm.state: expected one of OK, ALARM, INSUFFICIENT_DATA, got "
                  "'ALARMED'; did you mean 'ALARM'?"},
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
        LoaderRow{"open_quote",
                  "steps:\n  - never: {mail: {}}\n  - say: \"no end\n  - advance: 1m\n",
                  "a.yaml:4:10: this quote is never closed"},
        LoaderRow{"open_single_quote",
                  "steps:\n  - never: {mail: {}}\n  - say: 'it''s\n  - advance: 1m\n",
                  "a.yaml:4:10: this quote is never closed"},
        LoaderRow{"no_quotes", "steps:\n  - never: {key: {id: ${app}, state: Enabled}}\n",
                  "a.yaml:3:24: expected YAML: end of map flow not found; a text that holds any of "
                  "{}[],#: or begins with >, |, *, & or % wants quotes"},
        LoaderRow{"mistyped_key_that_is_needed",
                  "given: {keys: [{nmae: app}]}\nsteps:\n  - never: {mail: {}}\n",
                  "a.yaml:2:17: keys: unknown key 'nmae'; did you mean 'name'?"},
        LoaderRow{"text_for_bytes",
                  "steps:\n  - call: kms Encrypt\n    with: {KeyId: k, Plaintext: hello}\n",
                  "a.yaml:4:33: kms Encrypt Plaintext: expected base64, got 'hello'; write "
                  "base64(hello) for the bytes of a text"},
        LoaderRow{"mistyped_function",
                  "values: {a: base46(hello)}\nsteps:\n  - never: {mail: {}}\n",
                  "a.yaml:2:13: there is no function 'base46'; did you mean 'base64'?; text(…) is "
                  "text as it stands"},
        LoaderRow{"list_without_an_expectation", "steps:\n  - never: []\n",
                  "a.yaml:3:12: expected at least one expectation"},
        LoaderRow{"rule_and_metric",
                  "given:\n  alarms:\n    - {name: a, rule: ALARM(b), metric: A/b}\nsteps:\n"
                  "  - never: {mail: {}}\n",
                  "a.yaml:4:33: alarms: unknown key 'metric'; expected one of rule, name, notify, "
                  "notify_ok"},
        LoaderRow{
            "filter_without_group",
            "given:\n  filters:\n    - {name: f, pattern: x, metric: A/b}\nsteps:\n  - never: "
            "{mail: "
            "{}}\n",
            "a.yaml:4:7: filters: expected 'log_group', for there is no trail"}),
    [](const auto& row) { return row.param.name; });

// A word that nothing answers to, and what it most likely stood for. Each row is one slip of an
// otherwise good file.
constexpr const char* kGood = R"(name: n
given:
  keys: [app]
  trail: {name: trail, log_group: events}
  filters:
    - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Drill/Errors}
  topics:
    - {name: security, emails: [ops@example.com]}
  alarms:
    - {name: errors, metric: Drill/Errors, threshold: ">= 1", statistic: Sum, notify: security}
steps:
  - call: kms Encrypt
    with: {KeyId: "${app}", Plaintext: eA==}
    save: {cipher: $.CiphertextBlob}
    expect: {KeyId: "${app.arn}"}
  - call: kms CreateKey
    with: {KeySpec: SYMMETRIC_DEFAULT, Tags: [{TagKey: a, TagValue: b}]}
    region: eu-west-1
  - inject: [{eventName: ConsoleLogin, eventSource: signin.amazonaws.com, userIdentity: {type: Root}}]
  - call: kms Decrypt
    with: {CiphertextBlob: eA==}
    expect: {error: InvalidCiphertextException}
  - never:
      records: {where: {eventName: DisableKey, errorCode: DisabledException}}
      log_events: {group: events, where: {eventName: DisableKey}}
      mail: {to: ops@example.com}
      alarm: {name: errors, state: ALARM}
      metric: {name: Drill/Errors, at: 2026-01-01T01:00:00Z}
      key: {id: "${app}", state: Disabled}
  - {throttle: kms Encrypt, calls: 1}
)";

struct SlipRow {
  const char* name;
  const char* right;
  const char* wrong;
  const char* line;
};
class Slips : public ::testing::TestWithParam<SlipRow> {};

TEST_P(Slips, AreRefusedWithWhatWasMeant) {
  const SlipRow& row = GetParam();
  std::string text = kGood;
  ASSERT_TRUE(std::holds_alternative<std::vector<Scenario>>(parse_scenarios("a.yaml", text)));
  const std::size_t at = text.find(row.right);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, std::string(row.right).size(), row.wrong);
  const auto loaded = parse_scenarios("a.yaml", text);
  ASSERT_TRUE(std::holds_alternative<Problem>(loaded)) << text;
  EXPECT_EQ(std::get<Problem>(loaded).line(), std::string("a.yaml:") + row.line);
}

INSTANTIATE_TEST_SUITE_P(
    All, Slips,
    ::testing::Values(
        SlipRow{"operation", "call: kms Encrypt", "call: kms Encypt",
                "12:11: call: kms has no operation 'Encypt'; did you mean 'Encrypt'?"},
        SlipRow{"operation_in_lower_case", "call: kms Encrypt", "call: kms encrypt",
                "12:11: call: kms has no operation 'encrypt'; did you mean 'Encrypt'?"},
        SlipRow{"operation_of_another_service", "call: kms Encrypt", "call: kms PutMetricAlarm",
                "12:11: call: kms has no operation 'PutMetricAlarm'"},
        SlipRow{"throttled_operation", "throttle: kms Encrypt", "throttle: kms Encript",
                "30:16: throttle: kms has no operation 'Encript'; did you mean 'Encrypt'?"},
        SlipRow{"parameter", "KeyId: \"${app}\", P", "keyId: \"${app}\", P",
                "13:12: kms Encrypt has no parameter 'keyId'; did you mean 'KeyId'?"},
        SlipRow{"parameter_inside", "TagKey", "Key",
                "17:48: kms CreateKey Tags has no parameter 'Key'"},
        SlipRow{"word_of_a_parameter", "SYMMETRIC_DEFAULT", "SYMETRIC_DEFAULT",
                "17:21: kms CreateKey KeySpec: there is no 'SYMETRIC_DEFAULT'; did you mean "
                "'SYMMETRIC_DEFAULT'?"},
        SlipRow{"kind_of_a_parameter", "Tags: [{TagKey: a, TagValue: b}]", "Tags: {a: b}",
                "17:46: kms CreateKey Tags: expected a list"},
        SlipRow{"region", "eu-west-1", "eu-wets-1",
                "18:13: AWS has no Region 'eu-wets-1'; did you mean 'eu-west-1'?"},
        SlipRow{"saved_member", "$.CiphertextBlob", "$.CipherTextBlob",
                "14:20: kms Encrypt answers no member 'CipherTextBlob'; did you mean "
                "'CiphertextBlob'?"},
        SlipRow{"region_that_is_a_value", "region: eu-west-1", "region: ${region}",
                "18:13: AWS has no Region '${region}'"},
        SlipRow{"value_in_given", "emails: [ops@example.com]",
                "emails: [\"${account}@example.com\"]",
                "8:33: given: expected no ${account}, which stands for a value in steps"},
        SlipRow{"kind_of_identity", "{type: Root}", "{type: Rooot}",
                "19:96: inject: there is no 'Rooot'; did you mean 'Root'?"},
        SlipRow{"truth_of_a_parameter", "Tags: [{TagKey", "MultiRegion: yes, Tags: [{TagKey",
                "17:53: kms CreateKey MultiRegion: expected true or false, got 'yes'"},
        SlipRow{"said", "steps:\n", "steps:\n  - say: Of ${ap}\n",
                "12:10: unknown value '${ap}'; expected one of account, app, app.arn, region, "
                "topic.security; did you mean 'app'?"},
        SlipRow{"expected_member", "expect: {KeyId", "expect: {KeyID",
                "15:14: kms Encrypt answers no member 'KeyID'; did you mean 'KeyId'?"},
        SlipRow{"injected_member", "inject: [{eventName", "inject: [{eventname",
                "19:15: inject: a record has no member 'eventname'; did you mean 'eventName'?"},
        SlipRow{"injected_identity", "{type: Root}", "{typ: Root}",
                "19:90: inject: a record has no member 'typ'; did you mean 'type'?"},
        SlipRow{"error_code", "InvalidCiphertextException", "InvalidCipherTextExeption",
                "22:21: no service answers with 'InvalidCipherTextExeption'; did you mean "
                "'InvalidCiphertextException'?"},
        SlipRow{"kind_of_expectation", "      mail: {to", "      mial: {to",
                "26:7: never: unknown key 'mial'; expected one of records, log_events, metric, "
                "alarm, mail, posts, key; did you mean 'mail'?"},
        SlipRow{"record_member", "DisableKey, errorCode", "DisableKey, errorcode",
                "24:48: where: a record has no member 'errorcode'; did you mean 'errorCode'?"},
        SlipRow{"recorded_code", "errorCode: DisabledException", "errorCode: DisabledExcepton",
                "24:59: no service answers with 'DisabledExcepton'; did you mean "
                "'DisabledException'?"},
        SlipRow{"event", "{eventName: DisableKey, e", "{eventName: DisbleKey, e",
                "24:16: records.where.eventName: no call and no injected record is an 'DisbleKey'; "
                "did you mean 'DisableKey'?"},
        SlipRow{"group", "group: events, w", "group: event, w",
                "25:19: log_events.group: nothing makes a log group 'event'; did you mean "
                "'events'?"},
        SlipRow{"address", "mail: {to: ops@", "mail: {to: opps@",
                "26:13: mail.to: nothing subscribes 'opps@example.com'; did you mean "
                "'ops@example.com'?"},
        SlipRow{"alarm", "alarm: {name: errors", "alarm: {name: error",
                "27:14: alarm.name: nothing makes an alarm 'error'; did you mean 'errors'?"},
        SlipRow{"alarm_state", "state: ALARM}", "state: ALRM}",
                "27:36: alarm.state: expected one of OK, ALARM, INSUFFICIENT_DATA, got 'ALRM'; did "
                "you mean 'ALARM'?"},
        SlipRow{"metric", "metric: {name: Drill/Errors", "metric: {name: Drill/Error",
                "28:15: metric.name: nothing counts a metric 'Drill/Error'; did you mean "
                "'Drill/Errors'?"},
        SlipRow{"value", "id: \"${app}\"", "id: \"${ap}\"",
                "29:17: unknown value '${ap}'; expected one of account, app, app.arn, cipher, "
                "region, topic.security; did you mean 'app'?"},
        SlipRow{"value_without_its_sign", "id: \"${app}\"", "id: app",
                "29:12: key.id: 'app' is no key's id; did you mean '${app}'?"},
        SlipRow{"key_state", "state: Disabled", "state: Disable",
                "29:34: key.state: expected one of Enabled, Disabled, PendingDeletion, "
                "PendingImport, Unavailable, Creating, Updating, PendingReplicaDeletion, gone, got "
                "'Disable'; did you mean 'Disabled'?"},
        SlipRow{"topic", "notify: security", "notify: securty",
                "10:7: alarms.notify: nothing makes a topic 'securty'; did you mean 'security'?"},
        SlipRow{"watched_metric", "errors, metric: Drill/Errors, th",
                "errors, metric: Drill/Eror, th",
                "10:7: alarms.metric: nothing counts a metric 'Drill/Eror'; did you mean "
                "'Drill/Errors'?"},
        SlipRow{
            "statistic", "statistic: Sum", "statistic: Som",
            "10:74: alarms.statistic: expected one of Sum, Average, Minimum, Maximum, SampleCount, "
            "got 'Som'; did you mean 'Sum'?"},
        SlipRow{"pattern", "$.errorCode = \"*\" }", "$.errorCode = \"*\"",
                "6:31: filters.pattern: character 20: expected a closing } at the end"}),
    [](const auto& row) { return row.param.name; });

TEST(Loader, ACountAndATimeAreWhatTheyAreComparedWith) {
  for (const char* claim :
       {"records: {count: '=> 2'}", "records: {count: two}", "metric: {name: A/b, sum: some}",
        "alarm: {name: a, state: OK, since: soon}", "mail: {time: '> noon'}",
        "alarm: {name: a, changes: [{to: OK, at: midday}]}", "records: []",
        "records: {where: []}"}) {
    const auto loaded =
        parse_scenarios("a.yaml", std::string("name: n\nsteps:\n  - expect: {") + claim + "}\n");
    ASSERT_TRUE(std::holds_alternative<Problem>(loaded)) << claim;
    EXPECT_NE(std::get<Problem>(loaded).text.find("expected "), std::string::npos) << claim;
  }
}

// What only the run knows is not complained of.
// A filter that can never match would let every `never` hold.
TEST(Loader, PatternsAreHeldAgainstWhatRecordsHave) {
  const auto problem_of = [](const std::string& pattern, const std::string& group) {
    const auto loaded = parse_scenarios(
        "a.yaml",
        "name: n\ngiven:\n  trail: {name: trail, log_group: events}\n  log_groups: [own]\n"
        "  filters:\n    - {name: f, metric: A/b, log_group: " +
            group + ", pattern: '" + pattern + "'}\nsteps:\n  - never: {mail: {}}\n");
    const auto* problem = std::get_if<Problem>(&loaded);
    return problem == nullptr ? std::string() : problem->text;
  };
  const std::string end = "; text(…) takes a pattern as it stands";
  const std::pair<const char*, std::string> rows[] = {
      {"{ $.errorcode = \"*\" }", "a record has no member 'errorcode'; did you mean 'errorCode'?"},
      {"{ $.eventName = Encrypt && $.userIdentiy.type = Root }",
       "a record has no member 'userIdentiy'; did you mean 'userIdentity'?"},
      {"{ $.eventSource = kms }", "eventSource is never 'kms'; did you mean 'kms.amazonaws.com'?"},
      {"{ $.eventName = encrypt }", "eventName is never 'encrypt'; did you mean 'Encrypt'?"},
      {"{ ($.errorCode = AccessDenied) || ($.errorCode = \"DisabledExeption\") }",
       "errorCode is never 'DisabledExeption'; did you mean 'DisabledException'?"},
  };
  for (const auto& [pattern, expected] : rows) {
    EXPECT_EQ(problem_of(pattern, "events"), "filters.pattern: " + expected + end) << pattern;
    EXPECT_EQ(problem_of("text(" + std::string(pattern) + ")", "events"), "") << pattern;
    EXPECT_EQ(problem_of(pattern, "own"), "") << pattern;
  }
  for (const char* right :
       {"{ $.eventSource = \"k*\" }", "{ $.eventName = DescribeInstances }", "ERROR", "[a, b]",
        "{ $.eventSource = \"ec2.amazonaws.com\" || $.somethingNew = 1 }",
        "{ $.errorCode = %Den[a-z]*% }", "{ $.eventName != encrypt }"}) {
    EXPECT_EQ(problem_of(right, "events"), "") << right;
  }
}

TEST(Loader, ExpectationsMayBeListedAndKeepTheirOrder) {
  const auto loaded = parse_scenarios("a.yaml",
                                      "name: n\nsteps:\n  - never:\n      - mail: {}\n"
                                      "      - {alarm: {name: a, state: ALARM}, mail: {}}\n");
  ASSERT_TRUE(std::holds_alternative<std::vector<Scenario>>(loaded));
  const Scenario& scenario = std::get<std::vector<Scenario>>(loaded).front();
  const auto& expectations = std::get<ExpectStep>(scenario.steps.front().action).expectations;
  ASSERT_EQ(expectations.size(), 3u);
  EXPECT_TRUE(std::holds_alternative<SelectionExpectation>(expectations[0].what));
  EXPECT_TRUE(std::holds_alternative<AlarmExpectation>(expectations[1].what));
  EXPECT_EQ(expectations[2].claim, Claim::Never);
}

TEST(Loader, NamesThatAreMadeByCallsCountToo) {
  const auto loaded = parse_scenarios("a.yaml", R"(name: n
values: {who: late@example.com}
steps:
  - call: sns CreateTopic
    with: {Name: tell}
    save: {tell: $.TopicArn}
  - call: sns Subscribe
    with: {TopicArn: "${tell}", Protocol: email, Endpoint: "${who}"}
  - confirm: ${who}
  - call: cloudwatch PutMetricData
    with: {Namespace: A, MetricData: [{MetricName: b, Value: 1}]}
  - call: kms CreateKey
    save: {alias: $.KeyMetadata.KeyId}
  - call: kms CreateAlias
    with: {AliasName: "alias/${alias}", TargetKeyId: "${alias}"}
  - expect:
      metric: {name: A/b, sum: 1}
      key: {id: "alias/${alias}", state: Enabled}
      records: {where: {eventName: "Create*"}}
    never:
      mail: {to: "late@*", subject: "ALARM*"}
)");
  const auto* problem = std::get_if<Problem>(&loaded);
  EXPECT_EQ(problem, nullptr) << problem->line();
}

// As JSON writes what does not fit into four digits.
TEST(Loader, EscapedHalvesAreOneCharacter) {
  const auto loaded = parse_scenarios(
      "a.json", R"({"name": "\ud83d\ude00 \\ud83d \u00e9", "steps": [{"never": {"mail": {}}}]})");
  const auto* problem = std::get_if<Problem>(&loaded);
  ASSERT_EQ(problem, nullptr) << problem->line();
  EXPECT_EQ(std::get<0>(loaded).front().name, "\xF0\x9F\x98\x80 \\ud83d \xC3\xA9");
  for (const char* half : {R"({"name": "\ud83d"})", R"({"name": "\ude00\ud83d"})"}) {
    EXPECT_TRUE(std::holds_alternative<Problem>(parse_scenarios("a.json", half))) << half;
  }
}

TEST(Loader, FilesAreOfBoundedSize) {
  const auto loaded = parse_scenarios("a.yaml", std::string(kScenarioFileBytesMax + 1, ' '));
  EXPECT_EQ(std::get<Problem>(loaded).line(), "a.yaml: expected a file of at most 8 MiB");
}

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
