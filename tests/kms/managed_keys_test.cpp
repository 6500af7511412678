// The key that AWS manages for Secrets Manager.
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

constexpr const char* kAlias = "alias/aws/secretsmanager";

struct ManagedKeys : ::testing::Test, Kms {
  void become_service() { caller.invoked_by = "secretsmanager.amazonaws.com"; }
  void become_customer() { caller.invoked_by.clear(); }
  std::string first_use() {
    become_service();
    const Json made = must("GenerateDataKey", {{"KeyId", kAlias}, {"KeySpec", "AES_256"}});
    become_customer();
    return made["KeyId"].get<std::string>();
  }
};

TEST_F(ManagedKeys, AreMadeOnceAtTheServicesFirstUse) {
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", kAlias}, {"Plaintext", blob("x")}}),
            "NotFoundException: Alias arn:aws:kms:us-east-1:123456789012:alias/aws/secretsmanager "
            "is not found.");
  EXPECT_TRUE(must("ListKeys")["Keys"].empty());
  const std::string arn = first_use();
  EXPECT_EQ(first_use(), arn);
  const Json metadata = this->metadata(kAlias);
  EXPECT_EQ(metadata["Arn"], arn);
  EXPECT_EQ(metadata["KeyManager"], "AWS");
  EXPECT_EQ(metadata["Description"],
            "Default key that protects my Secrets Manager data when no other key is defined");
  EXPECT_EQ(must("ListKeys")["Keys"].size(), 1u);
  EXPECT_EQ(must("ListAliases")["Aliases"][0]["AliasName"], kAlias);
}

TEST_F(ManagedKeys, DescribeKeyMakesThemForAnybody) {
  EXPECT_EQ(metadata(kAlias)["KeyManager"], "AWS");
  EXPECT_EQ(refusal("DescribeKey", {{"KeyId", "alias/aws/nothing"}}),
            "NotFoundException: Alias arn:aws:kms:us-east-1:123456789012:alias/aws/nothing is not "
            "found.");
}

TEST_F(ManagedKeys, CustomersMayLookAtThemAndNothingElse) {
  const std::string arn = first_use();
  for (const char* operation : {"DescribeKey", "GetKeyPolicy", "GetKeyRotationStatus",
                                "ListResourceTags", "ListKeyPolicies"}) {
    EXPECT_EQ(refusal(operation, {{"KeyId", arn}}), "ok") << operation;
  }
  const Json inputs[][2] = {
      {"DisableKey", {{"KeyId", arn}}},
      {"ScheduleKeyDeletion", {{"KeyId", arn}}},
      {"UpdateKeyDescription", {{"KeyId", arn}, {"Description", "x"}}},
      {"PutKeyPolicy", {{"KeyId", arn}, {"Policy", "{}"}}},
      {"TagResource", {{"KeyId", arn}, {"Tags", Json::array()}}},
      {"CreateAlias", {{"AliasName", "alias/mine"}, {"TargetKeyId", arn}}},
      {"Encrypt", {{"KeyId", arn}, {"Plaintext", blob("x")}}},
  };
  for (const auto& [operation, input] : inputs) {
    const std::string action = "kms:" + operation.get<std::string>();
    EXPECT_EQ(refusal(operation.get<std::string>(), input),
              "AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to "
              "perform: " +
                  action + " on resource: " + arn +
                  " because no resource-based policy allows the " + action + " action");
    ASSERT_EQ(last_record.resources.size(), 1u);
  }
  EXPECT_EQ(refusal("DeleteAlias", {{"AliasName", kAlias}}), "NotAuthorizedException: ");
  EXPECT_EQ(metadata(arn)["KeyState"], "Enabled");
}

TEST_F(ManagedKeys, TheirPolicyIsJsonAndNamesTheService) {
  const std::string arn = first_use();
  const auto policy =
      parse_json(must("GetKeyPolicy", {{"KeyId", arn}})["Policy"].get<std::string>());
  ASSERT_TRUE(policy);
  EXPECT_EQ((*policy)["Id"], "auto-secretsmanager-2");
  EXPECT_EQ((*policy)["Statement"][0]["Condition"]["StringEquals"]["kms:ViaService"],
            "secretsmanager.us-east-1.amazonaws.com");
  EXPECT_EQ((*policy)["Statement"][1]["Principal"]["AWS"], "arn:aws:iam::123456789012:root");
}

}  // namespace
}  // namespace keytrail::kms
