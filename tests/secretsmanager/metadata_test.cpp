// Names and ARNs, tags, policies, random passwords.
#include "secretsmanager/fixture.h"

namespace keytrail::secretsmanager {
namespace {

class Metadata : public SecretsTest {
 protected:
  std::string password(Json input) {
    return ok("GetRandomPassword", std::move(input))["RandomPassword"];
  }
};

TEST_F(Metadata, SecretIsFoundByNameArnAndPartialArn) {
  const std::string prefix = "arn:aws:secretsmanager:us-east-1:123456789012:secret:";
  const struct {
    const char* name;
    const char* secret;
    bool is_found_by_partial_arn;
  } rows[] = {
      {"an ordinary name", "Valid/_+=.@-Name", true},
      {"a tail of four", "Valid/_+=.@-Name-a1b2", true},
      {"six and another hyphen", "Valid/_+=.@-Name-a1b2c3-", true},
      {"a tail that looks like the random one", "Valid/_+=.@-Name-a1b2c3", false},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    const std::string arn = create(row.secret)["ARN"];
    EXPECT_EQ(arn.substr(0, arn.size() - 7), prefix + row.secret);
    ok("DescribeSecret", {{"SecretId", row.secret}});
    ok("DescribeSecret", {{"SecretId", arn}});
    EXPECT_EQ(call("DescribeSecret", {{"SecretId", prefix + row.secret}}).ok(),
              row.is_found_by_partial_arn);
  }
}

TEST_F(Metadata, ArnOfAnEarlierSecretOfThatNameFindsNothing) {
  const Json first = create();
  ok("DeleteSecret", {{"SecretId", "db"}, {"ForceDeleteWithoutRecovery", true}});
  create();
  expect_error("DescribeSecret", {{"SecretId", first["ARN"]}}, "ResourceNotFoundException",
               "Secrets Manager can't find the specified secret.");
}

TEST_F(Metadata, BadNamesAreRefused) {
  const char* text =
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
      "following: -/_+=.@!";
  for (const char* name : {"with blank", "with*star", "with#hash", "\u00e4"}) {
    expect_error("CreateSecret", {{"Name", name}}, "ValidationException", text);
    expect_error("GetSecretValue", {{"SecretId", name}}, "ValidationException", text);
  }
  expect_error("DescribeSecret", {{"SecretId", "arn:aws:kms:us-east-1:123456789012:key/1"}},
               "ValidationException", text);
}

TEST_F(Metadata, TagsAppearWithTheFirstAndStayAsAnEmptyList) {
  create();
  EXPECT_FALSE(ok("DescribeSecret", {{"SecretId", "db"}}).contains("Tags"));
  const auto tag = [](const char* key, const char* value) {
    return Json{{"Key", key}, {"Value", value}};
  };
  ok("TagResource", {{"SecretId", "db"}, {"Tags", {tag("a", "1"), tag("b", "2")}}});
  ok("TagResource", {{"SecretId", "db"}, {"Tags", Json::array({tag("a", "3")})}});
  EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}})["Tags"],
            (Json::array({tag("a", "3"), tag("b", "2")})));
  ok("UntagResource", {{"SecretId", "db"}, {"TagKeys", {"a", "b", "ghost"}}});
  EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}})["Tags"], Json::array());
}

TEST_F(Metadata, FiftyTagsAreTheLimit) {
  create();
  Json tags = Json::array();
  for (int number = 0; number < 50; ++number) {
    tags.push_back({{"Key", std::to_string(number)}, {"Value", ""}});
  }
  ok("TagResource", {{"SecretId", "db"}, {"Tags", tags}});
  ok("TagResource", {{"SecretId", "db"}, {"Tags", tags}});
  const Json more = Json::array({{{"Key", "one more"}, {"Value", ""}}});
  EXPECT_EQ(call("TagResource", {{"SecretId", "db"}, {"Tags", more}}).error().code,
            "InvalidParameterException");
}

TEST_F(Metadata, PolicyIsKeptAsWritten) {
  create();
  EXPECT_FALSE(ok("GetResourcePolicy", {{"SecretId", "db"}}).contains("ResourcePolicy"));
  const std::string policy = kPolicy;
  ok("PutResourcePolicy", {{"SecretId", "db"}, {"ResourcePolicy", policy}});
  EXPECT_EQ(ok("GetResourcePolicy", {{"SecretId", "db"}})["ResourcePolicy"], policy);
  for (const char* broken : {"{", "[]", "text"}) {
    expect_error("PutResourcePolicy", {{"SecretId", "db"}, {"ResourcePolicy", broken}},
                 "MalformedPolicyDocumentException", "This resource policy contains invalid Json");
  }
  ok("DeleteResourcePolicy", {{"SecretId", "db"}});
  EXPECT_FALSE(ok("GetResourcePolicy", {{"SecretId", "db"}}).contains("ResourcePolicy"));
}

TEST_F(Metadata, PoliciesThatLetEverybodyInCanBeBlocked) {
  create();
  const std::string open =
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*",)"
      R"("Action":"secretsmanager:GetSecretValue","Resource":"*"}]})";
  EXPECT_EQ(ok("ValidateResourcePolicy", {{"ResourcePolicy", kPolicy}})["PolicyValidationPassed"],
            true);
  EXPECT_EQ(ok("ValidateResourcePolicy", {{"ResourcePolicy", open}})["PolicyValidationPassed"],
            false);
  const Result<Json> blocked =
      call("PutResourcePolicy",
           {{"SecretId", "db"}, {"ResourcePolicy", open}, {"BlockPublicPolicy", true}});
  ASSERT_FALSE(blocked.ok());
  EXPECT_EQ(blocked.error().code, "PublicPolicyException");
  ok("PutResourcePolicy", {{"SecretId", "db"}, {"ResourcePolicy", open}});
}

TEST_F(Metadata, EveryChangeIsDated) {
  const std::vector<std::pair<const char*, Json>> changes{
      {"UpdateSecret", {{"Description", "new"}}},
      {"PutSecretValue", {{"ClientRequestToken", kToken2}, {"SecretString", "second"}}},
      {"UpdateSecretVersionStage", {{"VersionStage", "blue"}, {"MoveToVersionId", kToken1}}},
      {"TagResource", {{"Tags", Json::array({{{"Key", "a"}, {"Value", "b"}}})}}},
      {"UntagResource", {{"TagKeys", {"a"}}}},
      {"PutResourcePolicy", {{"ResourcePolicy", kPolicy}}},
      {"DeleteResourcePolicy", Json::object()},
      {"DeleteSecret", Json::object()},
      {"RestoreSecret", Json::object()}};
  create();
  for (const auto& [operation, members] : changes) {
    advance(std::chrono::hours(1));
    Json input{{"SecretId", "db"}};
    input.update(members);
    ok(operation, input);
    EXPECT_EQ(ok("DescribeSecret", {{"SecretId", "db"}})["LastChangedDate"], millis_of(harness.now))
        << operation;
  }
}

TEST_F(Metadata, PasswordHoldsWhatWasAskedFor) {
  EXPECT_EQ(password({}).size(), 32u);
  const std::string four = password({{"PasswordLength", 4}});
  EXPECT_TRUE(std::any_of(four.begin(), four.end(), ::isupper)) << four;
  EXPECT_TRUE(std::any_of(four.begin(), four.end(), ::islower)) << four;
  EXPECT_TRUE(std::any_of(four.begin(), four.end(), ::isdigit)) << four;
  EXPECT_TRUE(std::any_of(four.begin(), four.end(), ::ispunct)) << four;
  const std::string digits = password({{"PasswordLength", 4096},
                                       {"ExcludeUppercase", true},
                                       {"ExcludeLowercase", true},
                                       {"ExcludePunctuation", true},
                                       {"ExcludeCharacters", "02468"}});
  EXPECT_EQ(digits.size(), 4096u);
  EXPECT_EQ(digits.find_first_not_of("13579"), digits.npos);
  EXPECT_EQ(password({}).find(' '), std::string::npos);
  EXPECT_NE(password({{"IncludeSpace", true}}).find(' '), std::string::npos);
}

TEST_F(Metadata, ImpossiblePasswordsAreRefused) {
  const char* code = "InvalidParameterException";
  expect_error("GetRandomPassword", {{"PasswordLength", 3}}, code,
               "Password length is too short based on the required types.");
  EXPECT_EQ(password({{"PasswordLength", 3}, {"RequireEachIncludedType", false}}).size(), 3u);
  expect_error("GetRandomPassword", {{"ExcludeCharacters", "0123456789"}}, code,
               "All characters of a required type have been excluded.");
  expect_error("GetRandomPassword",
               {{"ExcludeNumbers", true},
                {"ExcludePunctuation", true},
                {"ExcludeUppercase", true},
                {"ExcludeLowercase", true}},
               code, "All characters have been excluded from selection.");
}

}  // namespace
}  // namespace keytrail::secretsmanager
