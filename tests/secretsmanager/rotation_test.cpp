#include "secretsmanager/fixture.h"
#include "secretsmanager/schedule.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

const std::string kRotateArn = "arn:aws:lambda:us-east-1:123456789012:function:rotate:live";

TEST(RotationSchedule, OpensWindows) {
  struct Row {
    RotationRules rules;
    const char* last;
    const char* opens;  // Empty: never.
    const char* ends;
  };
  const RotationRules none;
  for (const Row& row : std::vector<Row>{
           {none, "2026-01-01T10:30:00Z", "", ""},
           {{30, "", ""}, "2026-01-01T10:30:00Z", "2026-01-31T00:00:00Z", "2026-01-31T23:59:59Z"},
           {{1, "", "3h"}, "2026-01-01T10:30:00Z", "2026-01-02T00:00:00Z", "2026-01-02T02:59:59Z"},
           {{{}, "rate(10 days)", ""},
            "2026-01-01T10:30:00Z",
            "2026-01-11T00:00:00Z",
            "2026-01-11T23:59:59Z"},
           {{{}, "rate(6 hours)", ""},
            "2026-01-01T10:30:00Z",
            "2026-01-01T16:00:00Z",
            "2026-01-01T16:59:59Z"},
           {{{}, "cron(0 8 1 * ? *)", "2h"},
            "2026-01-01T10:30:00Z",
            "2026-02-01T08:00:00Z",
            "2026-02-01T09:59:59Z"},
           {{{}, "cron(0 */8 * * ? *)", "8h"},
            "2026-01-01T08:00:00Z",
            "2026-01-01T16:00:00Z",
            "2026-01-01T23:59:59Z"},
           // 1 January 2026 is a Thursday.
           {{{}, "cron(0 0 ? * SUN *)", ""},
            "2026-01-01T10:30:00Z",
            "2026-01-04T00:00:00Z",
            "2026-01-04T23:59:59Z"},
           {{{}, "cron(0 16 ? 1,4,7,10 6#2 *)", "1h"},
            "2026-01-10T00:00:00Z",
            "2026-04-10T16:00:00Z",
            "2026-04-10T16:59:59Z"},
           {{{}, "cron(0 1 L * ? *)", "1h"},
            "2026-02-01T00:00:00Z",
            "2026-02-28T01:00:00Z",
            "2026-02-28T01:59:59Z"},
           {{{}, "cron(0 1 ? * 6L *)", "1h"},
            "2026-02-01T00:00:00Z",
            "2026-02-27T01:00:00Z",
            "2026-02-27T01:59:59Z"}}) {
    EXPECT_TRUE(check_rules(row.rules).ok()) << row.rules.schedule;
    const auto opens = next_window(row.rules, *parse_instant(row.last));
    EXPECT_EQ(opens ? to_rfc3339(*opens) : "", row.opens) << row.rules.schedule;
    if (opens) {
      EXPECT_EQ(to_rfc3339(end_of_window(row.rules, *opens)), row.ends);
    }
  }
}

TEST(RotationSchedule, IsRefusedWhenItMakesNoSense) {
  for (const char* schedule :
       {"", "rate(3 hours)", "rate(0 days)", "rate(10 weeks)", "cron(5 8 * * ? *)",
        "cron(0 8 * * * *)", "cron(0 8 ? * ? *)", "cron(0 8 * * ? 2026)", "cron(0 24 * * ? *)",
        "cron(0 8 32 * ? *)", "cron(0 8 ? * 6#6 *)", "cron(0 1,3 * * ? *)", "cron(0 8 30 2 ? *)",
        "cron(0 8 * * ?)", "every day"}) {
    EXPECT_EQ(check_rules({{}, schedule, ""}).ok(), *schedule == '\0') << schedule;
  }
  EXPECT_FALSE(check_rules({30, "rate(10 days)", ""}).ok());
  EXPECT_FALSE(check_rules({30, "", "25h"}).ok());
}

class Rotating : public SecretsTest {
 protected:
  Rotating() {
    harness.settings.lambda_endpoint = "http://127.0.0.1:3001";
    create();
  }
  Json rotate(Json more = Json::object()) {
    Json input = {{"SecretId", "db"},
                  {"ClientRequestToken", kToken2},
                  {"RotationLambdaARN", kRotateArn},
                  {"RotationRules", {{"AutomaticallyAfterDays", 30}}}};
    input.update(more);
    return ok("RotateSecret", std::move(input));
  }
  // The invocation that waits to go out: takes it and says how it ended.
  Json end_step(const std::string& error = {}) {
    auto& deliveries = harness.outbox.deliveries();
    if (deliveries.empty()) return nullptr;
    const Delivery delivery = deliveries.rows().begin()->second;
    deliveries.erase(deliveries.rows().begin()->first);
    const auto fate = error.empty() ? AttemptResult::Fate::Arrived : AttemptResult::Fate::Failed;
    harness.with_context([&](Context& context) {
      end_invocation(state, context, delivery, {fate, error});
    });
    last_url = string_member(delivery.payload, "url");
    return *parse_json(string_member(delivery.payload, "body"));
  }
  // All four, with what a function does in between.
  void run_through(const std::string& token) {
    EXPECT_EQ(end_step()["Step"], "createSecret");
    put(token, "rotated", {kPending});
    EXPECT_EQ(end_step()["Step"], "setSecret");
    EXPECT_EQ(end_step()["Step"], "testSecret");
    ok("UpdateSecretVersionStage",
       {{"SecretId", "db"},
        {"VersionStage", kCurrent},
        {"MoveToVersionId", token},
        {"RemoveFromVersionId", find_stage_holder(secret(), kCurrent)}});
    EXPECT_EQ(end_step()["Step"], "finishSecret");
    EXPECT_TRUE(end_step().is_null());
  }
  const Secret& secret() { return *state.secrets.find(harness.caller.scope.id("db")); }
  Json described() { return ok("DescribeSecret", {{"SecretId", "db"}}); }

  std::string last_url;
};

TEST_F(Rotating, AsksTheFunctionInFourSteps) {
  EXPECT_EQ(rotate()["VersionId"], kToken2);
  EXPECT_EQ(stages_of("db")[kToken2], Json({kPending}));
  // The version is there before its value is.
  expect_error("GetSecretValue", {{"SecretId", "db"}, {"VersionStage", kPending}},
               "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret value for staging label: "
               "AWSPENDING");
  run_through(kToken2);
  EXPECT_EQ(last_url,
            "http://127.0.0.1:3001/2015-03-31/functions/rotate/invocations?Qualifier=live");
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "rotated");
  EXPECT_EQ(event_names(), (std::vector<std::string>{"RotationStarted", "RotationSucceeded"}));
  const Json shown = described();
  EXPECT_EQ(shown["RotationEnabled"], true);
  EXPECT_EQ(shown["LastRotatedDate"], millis_of(harness.now));
  EXPECT_EQ(shown["NextRotationDate"], millis_of(*parse_instant("2026-01-31T23:59:59Z")));
}

TEST_F(Rotating, ComesBackByItself) {
  rotate();
  run_through(kToken2);
  advance(std::chrono::days(30));
  const std::string pending = find_stage_holder(secret(), kPending);
  EXPECT_NE(pending, kToken2);
  run_through(pending);
  // Not any more once it is called off, nor while the secret is marked for deletion.
  ok("CancelRotateSecret", {{"SecretId", "db"}});
  EXPECT_EQ(described()["RotationEnabled"], false);
  EXPECT_FALSE(described().contains("NextRotationDate"));
  advance(std::chrono::days(60));
  EXPECT_TRUE(end_step().is_null());
}

TEST_F(Rotating, FailsWithTheFunction) {
  rotate();
  end_step("The function failed (Unhandled): {}");
  EXPECT_EQ(event_names().back(), "RotationFailed");
  EXPECT_EQ(harness.service_events.back().second.error_message,
            "The function failed (Unhandled): {}");
  EXPECT_TRUE(end_step().is_null());
  const Json again = {{"SecretId", "db"}, {"ClientRequestToken", kToken3}};
  expect_error("RotateSecret", again, "InvalidRequestException",
               "A previous rotation isn't complete. That rotation will be reattempted.");
  // The next window takes the same version up.
  advance(std::chrono::days(30));
  run_through(kToken2);
  EXPECT_EQ(event_names().back(), "RotationSucceeded");
  // A function that does all and lets AWSCURRENT stay has failed, too.
  ok("RotateSecret", again);
  for (int step = 0; step < 4; ++step) end_step();
  EXPECT_EQ(event_names().back(), "RotationFailed");
}

TEST_F(Rotating, CanBeTriedOnly) {
  EXPECT_FALSE(rotate({{"RotateImmediately", false}}).contains("VersionId"));
  EXPECT_EQ(end_step()["Step"], "testSecret");
  EXPECT_TRUE(end_step().is_null());
  EXPECT_FALSE(stages_of("db").contains(kToken2));
  EXPECT_EQ(event_names(),
            (std::vector<std::string>{"TestRotationStarted", "TestRotationSucceeded"}));
}

TEST_F(Rotating, CanBeCalledOffWhileItRuns) {
  rotate();
  EXPECT_EQ(ok("CancelRotateSecret", {{"SecretId", "db"}})["VersionId"], kToken2);
  EXPECT_EQ(event_names().back(), "RotationAbandoned");
  end_step();  // What was under way comes to nothing.
  EXPECT_TRUE(end_step().is_null());
}

TEST_F(Rotating, NeedsAFunctionThatCanBeReached) {
  const Json plain = {{"SecretId", "db"}, {"ClientRequestToken", kToken2}};
  expect_error("RotateSecret", plain, "InvalidRequestException",
               "No Lambda rotation function ARN is associated with this secret.");
  expect_error("RotateSecret", {{"SecretId", "db"}}, "InvalidParameterException",
               "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
  harness.settings.lambda_endpoint.clear();
  Json input = plain;
  input["RotationLambdaARN"] = kRotateArn;
  const Result<Json> refused = call("RotateSecret", input);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().status, 501);
  EXPECT_NE(refused.error().message.find("--lambda-endpoint"), std::string::npos);
}

}  // namespace
}  // namespace keytrail::secretsmanager
