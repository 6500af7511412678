#include "scenario/recording.h"

#include <gtest/gtest.h>

#include "scenario/loader.h"
#include "scenario/reports.h"
#include "scenario/suite.h"
#include "scenario/yaml_source.h"
#include "scenario/yaml_writer.h"

namespace keytrail::scenario {
namespace {

Scenario recordable(Scenario scenario) {
  scenario.options.record_calls = true;
  return scenario;
}

// What cannot be done with calls and the clock alone.
bool has_more_than_calls(const Scenario& scenario) {
  return scenario.options.enforce_policies ||
         std::any_of(scenario.steps.begin(), scenario.steps.end(), [](const Step& step) {
           return std::holds_alternative<InjectStep>(step.action) ||
                  std::holds_alternative<EndpointStep>(step.action) ||
                  std::holds_alternative<TrailDelayStep>(step.action) ||
                  std::holds_alternative<ThrottleStep>(step.action);
         });
}

std::string recording_of(const Scenario& scenario, const RecordingOptions& options = {}) {
  std::string text;
  RunOptions run;
  run.seed = 4711;  // Other ids than the recording will see.
  run.then = [&](Emulator& emulator) { text = record_scenario(emulator, options).value_or(""); };
  const Scenario prepared = recordable(scenario);
  EXPECT_TRUE(run_scenario(prepared, run).passed()) << scenario.path;
  return text;
}

void expect_to_hold(const std::string& path, const std::string& text) {
  const auto parsed = parse_scenarios("recorded.yaml", text);
  if (const auto* problem = std::get_if<Problem>(&parsed)) {
    ADD_FAILURE() << path << ": " << problem->line() << "\n" << text;
    return;
  }
  const auto& recorded = std::get<std::vector<Scenario>>(parsed).front();
  const ScenarioResult result = run_scenario(recorded);
  for (const Failure& failure : result.failures) {
    ADD_FAILURE() << path << ": " << render_failure(recorded, failure) << "\n" << text;
  }
}

TEST(Recording, OfEveryShippedScenarioHoldsWhenItIsRun) {
  const auto loaded = load_suite({KEYTRAIL_SOURCE_DIR "/scenarios"});
  ASSERT_TRUE(std::holds_alternative<Suite>(loaded));
  std::size_t recorded = 0;
  for (const Scenario& scenario : std::get<Suite>(loaded).scenarios) {
    if (has_more_than_calls(scenario)) continue;
    expect_to_hold(scenario.path, recording_of(scenario));
    ++recorded;
  }
  EXPECT_GE(recorded, 10u);
}

TEST(Recording, NeedsSomebodyToHaveCalled) {
  EmulatorOptions options;
  options.record_calls = true;
  Emulator emulator(options);
  EXPECT_EQ(record_scenario(emulator), std::nullopt);
  emulator.call("sts", "GetCallerIdentity", Json::object());
  EXPECT_EQ(record_scenario(emulator), std::nullopt) << "a look says nothing of the chain";
  EXPECT_NE(record_scenario(emulator, {.keep_reads = KeepReads::Yes}), std::nullopt);
}

TEST(Recording, OfCallsThatLeaveNothingToExpectHolds) {
  EmulatorOptions options;
  options.record_calls = true;
  Emulator emulator(options);
  emulator.call(
      "cloudwatch", "PutMetricData",
      {{"Namespace", "N"}, {"MetricData", Json::array({{{"MetricName", "m"}, {"Value", 1}}})}});
  expect_to_hold("data alone", record_scenario(emulator).value_or(""));
}

TEST(Recording, SaysThatRecordsWereFedIn) {
  EmulatorOptions options;
  options.record_calls = true;
  Emulator emulator(options);
  emulator.call("kms", "CreateKey", Json::object());
  emulator.inject_records({R"({"eventName":"CreateKey","eventSource":"kms.amazonaws.com",)"
                           R"("eventTime":"2026-01-01T00:00:00Z","awsRegion":"us-east-1",)"
                           R"("eventID":"e","recipientAccountId":"123456789012"})"});
  const std::string text = record_scenario(emulator).value_or("");
  EXPECT_NE(text.find("NOT HERE: 1 records that were fed in"), std::string::npos) << text;
  expect_to_hold("records that were fed in", text);
}

// Texts that mean something to YAML, or to the format.
TEST(Recording, WritesAnyTextSoThatItIsReadAgain) {
  for (const std::string text : {"",
                                 " ",
                                 "a",
                                 "true",
                                 "No",
                                 "null",
                                 "~",
                                 "1",
                                 "1e3",
                                 "0x1f",
                                 "-",
                                 "- a",
                                 "a: b",
                                 "a #b",
                                 "#",
                                 "{a}",
                                 "[a]",
                                 "a, b",
                                 "'",
                                 "\"",
                                 "it's \"so\"",
                                 "\\",
                                 "a\nb",
                                 "a\tb",
                                 "*",
                                 "&a",
                                 "!a",
                                 "%",
                                 "@",
                                 "`",
                                 "|",
                                 ">",
                                 "10d",
                                 "2026-01-01",
                                 "2026-01-01T00:00:00Z",
                                 "$.a[0]",
                                 "$.a",
                                 "ü",
                                 "é: {",
                                 "\x01",
                                 "a:",
                                 "a ",
                                 ".5",
                                 "+1",
                                 "0777",
                                 "exists",
                                 "<<",
                                 "=",
                                 "a]b",
                                 "base64(a, b)"}) {
    const Json document = {{"text", text},
                           {"list", {text, {{"key", text}, {"other", text}}}},
                           {"map", {{"key", {{"key", text}}}}}};
    YamlSource source("written.yaml", to_yaml(document));
    ASSERT_FALSE(source.problem()) << source.problem()->line() << "\n" << to_yaml(document);
    EXPECT_EQ(source.value(source.root()), document) << to_yaml(document);
  }
}

}  // namespace
}  // namespace keytrail::scenario
