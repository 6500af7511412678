// Versions, staging labels, tokens, and the texts that go with them.
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

class Versions : public SecretsTest {};

TEST_F(Versions, NewValueBecomesCurrentAndTheOldOnePrevious) {
  create();
  EXPECT_EQ(put(kToken2, "second")["VersionStages"], Json::array({"AWSCURRENT"}));
  EXPECT_EQ(stages_of("db"), (Json{{kToken1, {"AWSPREVIOUS"}}, {kToken2, {"AWSCURRENT"}}}));
  put(kToken3, "third");
  EXPECT_EQ(stages_of("db"), (Json{{kToken2, {"AWSPREVIOUS"}}, {kToken3, {"AWSCURRENT"}}}));
}

TEST_F(Versions, OnlyTheGivenLabelsMove) {
  create();
  put(kToken2, "second", {"AWSPENDING", "blue"});
  EXPECT_EQ(stages_of("db"), (Json{{kToken1, {"AWSCURRENT"}}, {kToken2, {"AWSPENDING", "blue"}}}));
  put(kToken3, "third", {"blue"});
  EXPECT_EQ(stages_of("db"),
            (Json{{kToken1, {"AWSCURRENT"}}, {kToken2, {"AWSPENDING"}}, {kToken3, {"blue"}}}));
}

TEST_F(Versions, FirstValueOfAnEmptySecretIsCurrentWhateverItIsCalled) {
  EXPECT_FALSE(ok("CreateSecret", {{"Name", "db"}}).contains("VersionId"));
  expect_error("GetSecretValue", {{"SecretId", "db"}}, "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret value for staging label: "
               "AWSCURRENT");
  EXPECT_EQ(put(kToken1, "first", {"blue"})["VersionStages"],
            (Json::array({"AWSCURRENT", "blue"})));
}

TEST_F(Versions, VersionWithoutLabelsIsShownOnRequestAlone) {
  create();
  put(kToken2, "second");
  put(kToken3, "third");
  EXPECT_EQ(ok("ListSecretVersionIds", {{"SecretId", "db"}})["Versions"].size(), 2u);
  const Json all =
      ok("ListSecretVersionIds", {{"SecretId", "db"}, {"IncludeDeprecated", true}})["Versions"];
  ASSERT_EQ(all.size(), 3u);
  EXPECT_EQ(all[0]["VersionId"], kToken1);
  EXPECT_EQ(all[0]["KmsKeyIds"], Json::array({"DefaultEncryptionKey"}));
  EXPECT_FALSE(all[0].contains("VersionStages"));
  EXPECT_EQ(ok("GetSecretValue", {{"SecretId", "db"}, {"VersionId", kToken1}})["SecretString"],
            "hunter2-plaintext");
}

TEST_F(Versions, ReadingNamesWhatItCannotFind) {
  create();
  put(kToken2, "second");
  expect_error("GetSecretValue", {{"SecretId", "db"}, {"VersionStage", "blue"}},
               "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret value for staging label: blue");
  expect_error("GetSecretValue", {{"SecretId", "db"}, {"VersionId", kToken3}},
               "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret value for VersionId: " + kToken3);
  const Json apart{{"SecretId", "db"}, {"VersionId", kToken1}, {"VersionStage", "AWSCURRENT"}};
  expect_error("GetSecretValue", apart, "InvalidRequestException",
               "You provided a VersionStage that is not associated to the provided VersionId.");
  ok("GetSecretValue",
     {{"SecretId", "db"}, {"VersionId", kToken1}, {"VersionStage", "AWSPREVIOUS"}});
}

TEST_F(Versions, SameTokenAndValueGiveTheSameAnswer) {
  const Json created = create();
  EXPECT_EQ(create(), created);
  const Json put_once = put(kToken2, "second");
  EXPECT_EQ(put(kToken2, "second"), put_once);
  const Json again{{"SecretId", "db"}, {"ClientRequestToken", kToken2}, {"SecretString", "second"}};
  EXPECT_EQ(ok("UpdateSecret", again)["VersionId"], kToken2);
  EXPECT_EQ(stages_of("db").size(), 2u);
}

TEST_F(Versions, SameTokenWithAnotherValueIsRefused) {
  const Json created = create();
  const std::string text = "You can't use ClientRequestToken " + kToken1 +
                           " because that value is already in use for a version of secret " +
                           created["ARN"].get<std::string>() + ".";
  Json input{{"ClientRequestToken", kToken1}, {"SecretString", "other"}, {"Name", "db"}};
  expect_error("CreateSecret", input, "ResourceExistsException", text);
  input["SecretId"] = "db";
  expect_error("PutSecretValue", input, "ResourceExistsException", text);
  expect_error("UpdateSecret", input, "ResourceExistsException", text);
  // The same characters as bytes are another value.
  const Json binary{{"SecretId", "db"},
                    {"ClientRequestToken", kToken1},
                    {"SecretBinary", blob("hunter2-plaintext")}};
  expect_error("PutSecretValue", binary, "ResourceExistsException", text);
}

TEST_F(Versions, SameNameWithAnotherTokenIsRefused) {
  create();
  for (const Json& input :
       {Json{{"Name", "db"}, {"ClientRequestToken", kToken2}, {"SecretString", "x"}},
        Json{{"Name", "db"}}}) {
    expect_error("CreateSecret", input, "ResourceExistsException",
                 "The operation failed because the secret db already exists.");
  }
}

TEST_F(Versions, ValueNeedsATokenAndOneForm) {
  create();
  const std::string token_text =
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.";
  expect_error("CreateSecret", {{"Name", "new"}, {"SecretString", "x"}}, "InvalidRequestException",
               token_text);
  const Json untold{{"SecretId", "db"}, {"SecretString", "x"}};
  expect_error("PutSecretValue", untold, "InvalidRequestException", token_text);
  expect_error("UpdateSecret", untold, "InvalidRequestException", token_text);
  ok("UpdateSecret", {{"SecretId", "db"}, {"Description", "no value, no token"}});
  expect_error("PutSecretValue", {{"SecretId", "db"}, {"ClientRequestToken", kToken2}},
               "InvalidRequestException", "You must provide either SecretString or SecretBinary.");
  const Json both{{"SecretId", "db"},
                  {"ClientRequestToken", kToken2},
                  {"SecretString", "x"},
                  {"SecretBinary", blob("x")}};
  expect_error("PutSecretValue", both, "InvalidParameterException",
               "You can't specify both a binary secret value and a string secret value in the "
               "same secret.");
}

TEST_F(Versions, UpdateWithoutAValueNamesNoVersion) {
  create();
  EXPECT_FALSE(
      ok("UpdateSecret", {{"SecretId", "db"}, {"Description", "new"}}).contains("VersionId"));
  EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}})["Description"], "new");
}

TEST_F(Versions, MovingALabelNamesItsHolder) {
  create();
  put(kToken2, "second");
  put(kToken3, "third", {"AWSPENDING"});
  const auto move = [](const char* stage, Json from, Json to) {
    return Json{{"SecretId", "db"},
                {"VersionStage", stage},
                {"RemoveFromVersionId", from},
                {"MoveToVersionId", to}};
  };
  const char* code = "InvalidParameterException";
  expect_error("UpdateSecretVersionStage", move("AWSCURRENT", nullptr, kToken3), code,
               "The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is "
               "currently attached to version " +
                   kToken2 +
                   ", so you must explicitly reference that version in RemoveFromVersionId.");
  expect_error("UpdateSecretVersionStage", move("AWSCURRENT", kToken1, kToken3), code,
               "When you move staging label AWSCURRENT, if you specify RemoveFromVersionId, it "
               "must be set to the version that currently has the staging label AWSCURRENT.");
  expect_error("UpdateSecretVersionStage", move("AWSCURRENT", kToken2, nullptr), code,
               "You can only move staging label AWSCURRENT to a different secret version. It "
               "can\u2019t be completely removed.");
  expect_error("UpdateSecretVersionStage", move("blue", nullptr, "no-such-version"),
               "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret value for VersionId: "
               "no-such-version");

  // AWSPREVIOUS follows AWSCURRENT; AWSPENDING stays where it is.
  ok("UpdateSecretVersionStage", move("AWSCURRENT", kToken2, kToken3));
  EXPECT_EQ(stages_of("db"),
            (Json{{kToken2, {"AWSPREVIOUS"}}, {kToken3, {"AWSCURRENT", "AWSPENDING"}}}));
  ok("UpdateSecretVersionStage", move("AWSPENDING", kToken3, nullptr));
  EXPECT_EQ(stages_of("db"), (Json{{kToken2, {"AWSPREVIOUS"}}, {kToken3, {"AWSCURRENT"}}}));
  // Back again: the two labels change places.
  ok("UpdateSecretVersionStage", move("AWSCURRENT", kToken3, kToken2));
  EXPECT_EQ(stages_of("db"), (Json{{kToken2, {"AWSCURRENT"}}, {kToken3, {"AWSPREVIOUS"}}}));
}

TEST_F(Versions, TwentyLabelsAreTheLimit) {
  create();
  Json labels = Json::array();
  for (int label = 0; label < 19; ++label) labels.push_back("label-" + std::to_string(label));
  put(kToken2, "second", labels);
  const Json more{{"SecretId", "db"}, {"VersionStage", "one-more"}, {"MoveToVersionId", kToken1}};
  EXPECT_EQ(call("UpdateSecretVersionStage", more).error().code, "LimitExceededException");
}

TEST_F(Versions, DeprecatedVersionsBeyondAHundredGoOnceADayOld) {
  create();
  const auto put_many = [&](int from, int count) {
    for (int number = from; number < from + count; ++number) {
      put("version-id-of-thirty-two-chars-" + std::to_string(number), "x");
    }
  };
  put_many(1000, 120);
  EXPECT_EQ(state.secrets.rows().begin()->second.versions.size(), 121u);
  advance(std::chrono::hours(24));
  put_many(2000, 1);
  EXPECT_EQ(state.secrets.rows().begin()->second.versions.size(), 100u);
  EXPECT_EQ(event_names().size(), 2 * 22u);  // Each begun and ended.
  EXPECT_EQ(stages_of("db").size(), 2u);
}

TEST_F(Versions, AccessIsDatedByTheDay) {
  create();
  EXPECT_FALSE(ok("DescribeSecret", {{"SecretId", "db"}}).contains("LastAccessedDate"));
  advance(std::chrono::hours(30));
  state.secrets.take_touched();
  ok("GetSecretValue", {{"SecretId", "db"}});
  EXPECT_EQ(state.secrets.take_touched().size(), 1u);
  const std::int64_t day = millis_of(*parse_instant("2026-01-02T00:00:00Z"));
  const Json shown = ok("DescribeSecret", {{"SecretId", "db"}});
  EXPECT_EQ(shown["LastAccessedDate"], day);
  EXPECT_EQ(shown["LastChangedDate"], shown["CreatedDate"]);
  EXPECT_EQ(ok("ListSecretVersionIds", {{"SecretId", "db"}})["Versions"][0]["LastAccessedDate"],
            day);
  ok("GetSecretValue", {{"SecretId", "db"}});
  EXPECT_TRUE(state.secrets.take_touched().empty());
}

TEST_F(Versions, RecordsNameTheSecretByArn) {
  const Json secret = create();
  EXPECT_EQ(*harness.last_record.response_elements,
            (Json{{"arn", secret["ARN"]}, {"name", "db"}, {"versionId", kToken1}}));
  put(kToken2, "second");
  EXPECT_EQ(*harness.last_record.response_elements, (Json{{"arn", secret["ARN"]}}));
  ok("GetSecretValue", {{"SecretId", "db"}});
  EXPECT_FALSE(harness.last_record.response_elements);
}

}  // namespace
}  // namespace keytrail::secretsmanager
