// What a run's page draws and shows.
#include "scenario/run_picture.h"

#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "scenario/reports.h"
#include "scenario/runner.h"

namespace keytrail::scenario {
namespace {

constexpr const char* kDrill = R"(name: A <drill>
given:
  keys: [app]
  trail: {name: trail, log_group: events}
  filters:
    - {name: errors, pattern: '{ $.errorCode = "*" }', metric: Drill/Errors}
  topics:
    - {name: security, emails: [ops@example.com]}
  alarms:
    - {name: errors, metric: Drill/Errors, threshold: ">= 2", missing: notBreaching, notify: security}
steps:
  - {say: "The key is ${app.arn}.", advance: 5m}
  - call: kms DisableKey
    with: {KeyId: "${app}"}
  - {call: kms Encrypt, with: {KeyId: "${app}", Plaintext: eA==}, expect: {error: DisabledException}}
  - {call: kms Encrypt, with: {KeyId: "${app}", Plaintext: eA==}, expect: {error: DisabledException}}
  - advance: 10d
  - expect: {alarm: {name: errors, state: OK}, mail: {subject: "OK*"}}
)";

ScenarioResult run_drill(std::vector<Scenario>& scenarios) {
  auto loaded = parse_scenarios("a.yaml", kDrill);
  if (const auto* problem = std::get_if<Problem>(&loaded)) {
    ADD_FAILURE() << problem->line();
    return {};
  }
  scenarios = std::get<std::vector<Scenario>>(std::move(loaded));
  return run_scenario(scenarios.front(), {std::nullopt, KeepStory::Yes});
}

TEST(RunPicture, FollowsEachAlarmThroughItsStatesAndPeriods) {
  std::vector<Scenario> scenarios;
  const ScenarioResult result = run_drill(scenarios);
  ASSERT_TRUE(result.picture);
  ASSERT_EQ(result.picture->alarms.size(), 1u);
  const AlarmTrack& alarm = result.picture->alarms.front();
  EXPECT_EQ(alarm.name, "errors");
  EXPECT_EQ(alarm.condition,
            "Sum of Drill/Errors >= 2.0 in 1 of 1 periods of 1m, missing data notBreaching");
  std::string stays;
  for (const AlarmTrack::Stay& stay : alarm.stays) {
    stays += stay.state + " until " + to_rfc3339(stay.until) + "\n";
  }
  EXPECT_EQ(stays,
            "INSUFFICIENT_DATA until 2026-01-01T00:01:00Z\n"
            "OK until 2026-01-01T00:06:00Z\n"
            "ALARM until 2026-01-01T00:09:00Z\n"
            "OK until 2026-01-11T00:05:00Z\n");
  ASSERT_EQ(alarm.values.size(), 1u);
  EXPECT_EQ(to_rfc3339(alarm.values[0].from), "2026-01-01T00:05:00Z");
  EXPECT_EQ(alarm.values[0].value, 2);
  EXPECT_TRUE(alarm.values[0].is_breaching);
  EXPECT_EQ(result.picture->mails.size(), 2u);  // To confirm, and the alarm's.
}

TEST(RunPicture, IsOnThePageWithTheWholeChainAndTheMails) {
  std::vector<Scenario> scenarios;
  SuiteEntry entry;
  entry.result = run_drill(scenarios);
  entry.scenario = &scenarios.front();
  const std::string page = render_html({entry});
  for (const char* part :
       {"<h2 class=\"fail\">FAIL: A &lt;drill&gt;</h2>", "<rect class=\"band alarm\"",
        "<rect class=\"band ok\"", "<rect class=\"bar beyond\"", "threshold 2.0",
        "2.0 in the 1m from 2026-01-01T00:05:00Z", "<span class=\"tag\">call</span>",
        "<span class=\"tag\">record</span> Encrypt DisabledException",
        "<span class=\"tag\">log event</span> in events", "<span class=\"tag\">metric</span>",
        "<span class=\"tag\">alarm</span> errors OK -&gt; ALARM",
        "The key is arn:aws:kms:us-east-1:123456789012:key/",
        "<article class=\"mail\"><header><strong>ALARM: &quot;errors&quot; in US East",
        "<dt>Found instead</dt><dd>0 of 2, the last being to ops@example.com: ALARM:"}) {
    EXPECT_NE(page.find(part), std::string::npos) << part;
  }
  // The console does without what only the page wants.
  const std::string told = render_console(entry, ShowStory::Yes, Colour::No);
  EXPECT_EQ(told.find("log event in events\n"), std::string::npos) << told;
}

}  // namespace
}  // namespace keytrail::scenario
