#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

std::string alias_arn(const std::string& name) {
  return "arn:aws:kms:us-east-1:123456789012:" + name;
}

struct Aliases : ::testing::Test, Kms {
  std::string id = create_key();

  std::string create(const std::string& name, const std::string& target) {
    return refusal("CreateAlias", {{"AliasName", name}, {"TargetKeyId", target}});
  }
  std::string update(const std::string& name, const std::string& target) {
    return refusal("UpdateAlias", {{"AliasName", name}, {"TargetKeyId", target}});
  }
};

TEST_F(Aliases, RefuseWhatIsNoAliasOrNotTheCustomers) {
  EXPECT_EQ(create("mine", id),
            "ValidationException: Alias must start with the prefix \"alias/\". Please see "
            "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
  EXPECT_EQ(create("alias/", id), "InvalidAliasNameException: ");
  EXPECT_EQ(create("alias/aws/mine", id), "NotAuthorizedException: ");
  EXPECT_EQ(create("alias/awsome", id), "ok");
  const std::string of_alias = "ValidationException: Aliases must refer to keys. Not aliases";
  EXPECT_EQ(create("alias/x", "alias/awsome"), of_alias);
  EXPECT_EQ(create("alias/x", alias_arn("alias/awsome")), of_alias);
  EXPECT_EQ(create("alias/awsome", id), "AlreadyExistsException: An alias with the name " +
                                            alias_arn("alias/awsome") + " already exists");
}

TEST_F(Aliases, RecordTheKeyAndTheAlias) {
  for (const char* operation : {"CreateAlias", "UpdateAlias", "DeleteAlias"}) {
    SCOPED_TRACE(operation);
    must(operation, {{"AliasName", "alias/a"}, {"TargetKeyId", id}});
    EXPECT_EQ(*last_record.response_elements, (Json{{"keyId", arn_of(id)}}));
    std::set<std::string> arns;
    for (const auto& resource : last_record.resources) {
      arns.insert(resource.arn);
      EXPECT_EQ(resource.type, "AWS::KMS::Key");
    }
    EXPECT_EQ(arns, (std::set<std::string>{arn_of(id), alias_arn("alias/a")}));
  }
}

TEST_F(Aliases, MoveToAnotherKeyAndAwayFromOneThatIsGoing) {
  const std::string other = create_key();
  create("alias/a", id);
  wait(std::chrono::seconds(5));
  schedule_deletion(id);
  EXPECT_EQ(update("alias/a", other), "ok");
  EXPECT_EQ(metadata("alias/a")["KeyId"], other);
  EXPECT_EQ(update("alias/a", id),
            "KMSInvalidStateException: " + arn_of(id) + " is pending deletion.");
  EXPECT_EQ(update("alias/none", other),
            "NotFoundException: Alias " + alias_arn("alias/none") + " is not found.");
  const Json listed = must("ListAliases", {{"KeyId", other}})["Aliases"];
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0], (Json{{"AliasName", "alias/a"},
                             {"AliasArn", alias_arn("alias/a")},
                             {"TargetKeyId", other},
                             {"CreationDate", millis_of(now - std::chrono::seconds(5))},
                             {"LastUpdatedDate", millis_of(now)}}));
}

TEST_F(Aliases, AreDeletedInEveryStateOfTheKeyAndOnce) {
  create("alias/a", id);
  schedule_deletion(id);
  EXPECT_EQ(refusal("DeleteAlias", {{"AliasName", "alias/a"}}), "ok");
  EXPECT_EQ(refusal("DeleteAlias", {{"AliasName", "alias/a"}}),
            "NotFoundException: Alias " + alias_arn("alias/a") + " is not found.");
  EXPECT_EQ(state.keys.size(), 1u);
}

TEST_F(Aliases, AreFiftyPerKeyAtMost) {
  for (int i = 0; i < 50; ++i) EXPECT_EQ(create("alias/" + std::to_string(i), id), "ok");
  const std::string expected =
      "LimitExceededException: The alias limit has been reached for key " + arn_of(id);
  EXPECT_EQ(create("alias/more", id), expected);
  EXPECT_EQ(update("alias/1", id), "ok");  // It is there already.
  const std::string other = create_key();
  EXPECT_EQ(create("alias/more", other), "ok");
  EXPECT_EQ(update("alias/more", id), expected);
}

TEST_F(Aliases, AreListedByNameByKeyAndByPage) {
  const std::string other = create_key();
  create("alias/c", id);
  create("alias/a", other);
  create("alias/b", id);
  const auto names = [](const Json& output) {
    std::vector<std::string> found;
    for (const Json& alias : output["Aliases"]) {
      if (alias.contains("TargetKeyId")) found.push_back(alias["AliasName"]);
    }
    return found;
  };
  using Names = std::vector<std::string>;
  EXPECT_EQ(names(must("ListAliases")), (Names{"alias/a", "alias/b", "alias/c"}));
  EXPECT_TRUE(last_record.has_resources_member);
  EXPECT_TRUE(last_record.resources.empty());
  EXPECT_EQ(names(must("ListAliases", {{"KeyId", arn_of(id)}})), (Names{"alias/b", "alias/c"}));
  const Json page = must("ListAliases", {{"KeyId", id}, {"Limit", 1}});
  EXPECT_EQ(names(page), (Names{"alias/b"}));
  EXPECT_EQ(
      names(must("ListAliases", {{"KeyId", id}, {"Limit", 1}, {"Marker", page["NextMarker"]}})),
      (Names{"alias/c"}));
  EXPECT_EQ(refusal("ListAliases", {{"Limit", 101}}),
            "ValidationException: 1 validation error detected: Value '101' at 'limit' failed to "
            "satisfy constraint: Member must have value less than or equal to 100");
}

}  // namespace
}  // namespace keytrail::kms
