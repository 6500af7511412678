// The life of a secret on the clock: marked, restored, gone.
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

using std::chrono::days;

class SecretDeletion : public SecretsTest {};

TEST_F(SecretDeletion, WindowOfSevenToThirtyDaysIsTaken) {
  const struct {
    const char* name;
    Json window;
    bool is_taken;
  } rows[] = {
      {"six days", 6, false},
      {"seven days", 7, true},
      {"thirty days", 30, true},
      {"thirty-one days", 31, false},
      {"a negative one", -7, false},
      {"one beyond all time", std::int64_t{1} << 62, false},
      {"none: thirty days", nullptr, true},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    state.secrets.clear();
    create();
    const Json input{{"SecretId", "db"}, {"RecoveryWindowInDays", row.window}};
    if (!row.is_taken) {
      expect_error("DeleteSecret", input, "InvalidParameterException",
                   "RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
      continue;
    }
    const days window{row.window.is_null() ? 30 : row.window.get<int>()};
    EXPECT_EQ(ok("DeleteSecret", input)["DeletionDate"], millis_of(harness.now + window));
  }
}

TEST_F(SecretDeletion, SecretGoesAtTheEndOfTheWindowAndNotBefore) {
  create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 10}});
  advance(days(10) - Duration(1));
  ok("DescribeSecret", {{"SecretId", "db"}});
  EXPECT_EQ(event_names(), std::vector<std::string>{"StartSecretVersionDelete"});
  advance(Duration(1));
  expect_error("DescribeSecret", {{"SecretId", "db"}}, "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret.");
  EXPECT_EQ(event_names(),
            (std::vector<std::string>{"StartSecretVersionDelete", "EndSecretVersionDelete"}));
}

TEST_F(SecretDeletion, ServiceEventNamesSecretAndVersion) {
  const Json secret = create();
  ok("DeleteSecret", {{"SecretId", "db"}});
  ASSERT_EQ(harness.service_events.size(), 1u);
  const auto& [scope, event] = harness.service_events.front();
  EXPECT_EQ(scope, harness.caller.scope);
  EXPECT_EQ(event.event_source, "secretsmanager.amazonaws.com");
  EXPECT_EQ(event.invoked_by, "secretsmanager.amazonaws.com");
  EXPECT_EQ(event.additional_event_data,
            (Json{{"SecretId", secret["ARN"]}, {"SecretVersionId", kToken1}}));
}

TEST_F(SecretDeletion, RestoredSecretOutlivesItsWindow) {
  create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
  expect_error("GetSecretValue", {{"SecretId", "db"}}, "InvalidRequestException", kMarkedText);
  ok("RestoreSecret", {{"SecretId", "db"}});
  EXPECT_EQ(event_names().back(), "CancelSecretVersionDelete");
  advance(days(60));
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}})["SecretString"], "hunter2-plaintext");
  EXPECT_FALSE(ok("DescribeSecret", {{"SecretId", "db"}}).contains("DeletedDate"));
}

TEST_F(SecretDeletion, RestoringAnActiveSecretChangesNothing) {
  create();
  const Json before = ok("DescribeSecret", {{"SecretId", "db"}});
  advance(days(1));
  ok("RestoreSecret", {{"SecretId", "db"}});
  EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}}), before);
  EXPECT_TRUE(event_names().empty());
}

TEST_F(SecretDeletion, SecondDeletionFollowsItsOwnWindow) {
  create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
  ok("RestoreSecret", {{"SecretId", "db"}});
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 20}});
  advance(days(7));
  EXPECT_EQ(state.secrets.size(), 1u);
  advance(days(13));
  EXPECT_TRUE(state.secrets.empty());
}

TEST_F(SecretDeletion, ForcedDeletionIsAtOnceAndFreesTheName) {
  const Json first = create();
  const Json reply = ok("DeleteSecret", {{"SecretId", "db"}, {"ForceDeleteWithoutRecovery", true}});
  EXPECT_EQ(reply["ARN"], first["ARN"]);
  EXPECT_EQ(reply["DeletionDate"], millis_of(harness.now));
  EXPECT_EQ(event_names(),
            (std::vector<std::string>{"StartSecretVersionDelete", "EndSecretVersionDelete"}));
  EXPECT_NE(create()["ARN"], first["ARN"]);
}

TEST_F(SecretDeletion, ForcedDeletionOfAMarkedSecretTakesItsTimerAlong) {
  create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
  ok("DeleteSecret", {{"SecretId", "db"}, {"ForceDeleteWithoutRecovery", true}});
  create();
  advance(days(30));
  EXPECT_EQ(state.secrets.size(), 1u);
}

TEST_F(SecretDeletion, ForcedDeletionOfAMissingSecretEchoesAnArn) {
  const Json reply =
      ok("DeleteSecret", {{"SecretId", "ghost"}, {"ForceDeleteWithoutRecovery", true}});
  EXPECT_EQ(reply["Name"], "ghost");
  EXPECT_TRUE(reply["ARN"].get<std::string>().starts_with(
      "arn:aws:secretsmanager:us-east-1:123456789012:secret:ghost-"));
  expect_error("DeleteSecret", {{"SecretId", "gh ost"}, {"ForceDeleteWithoutRecovery", true}},
               "ValidationException",
               "Invalid name. Must be a valid name containing alphanumeric characters, or any of "
               "the following: -/_+=.@!");
}

TEST_F(SecretDeletion, ForceExcludesAWindow) {
  create();
  const Json both{
      {"SecretId", "db"}, {"ForceDeleteWithoutRecovery", true}, {"RecoveryWindowInDays", 7}};
  expect_error("DeleteSecret", both, "InvalidParameterException",
               "You can't use ForceDeleteWithoutRecovery in conjunction with "
               "RecoveryWindowInDays.");
  EXPECT_EQ(state.secrets.size(), 1u);
}

TEST_F(SecretDeletion, MarkedSecretShowsWhenItWasDeletedAndKeepsItsLabels) {
  create();
  const Instant requested_at = harness.now;
  ok("DeleteSecret", {{"SecretId", "db"}});
  advance(days(3));
  const Json shown = ok("DescribeSecret", {{"SecretId", "db"}});
  EXPECT_EQ(shown["DeletedDate"], millis_of(requested_at));
  EXPECT_EQ(shown["VersionIdsToStages"], (Json{{kToken1, {"AWSCURRENT"}}}));
}

TEST_F(SecretDeletion, RecordShowsTheDateInEnglish) {
  const Json secret = create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"RecoveryWindowInDays", 7}});
  EXPECT_EQ(
      *harness.last_record.response_elements,
      (Json{{"name", "db"}, {"deletionDate", "Jan 8, 2026, 12:00:00 AM"}, {"arn", secret["ARN"]}}));
}

}  // namespace
}  // namespace keytrail::secretsmanager
