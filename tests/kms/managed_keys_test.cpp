// The keys that AWS manages for its services, and their predefined aliases.
#include <algorithm>

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
  EXPECT_EQ(must("ListAliases", {{"KeyId", arn}})["Aliases"][0]["AliasName"], kAlias);
}

TEST_F(ManagedKeys, AreListedByTheirAliasesBeforeTheyAreThere) {
  const std::string arn = first_use();
  create_key();
  must("CreateAlias", {{"AliasName", "alias/aaa"}, {"TargetKeyId", create_key()}});
  must("CreateAlias", {{"AliasName", "alias/zzz"}, {"TargetKeyId", create_key()}});
  std::vector<std::string> names, with_key;
  Json input{{"Limit", 3}};
  for (bool is_truncated = true; is_truncated;) {
    const Json page = must("ListAliases", input);
    for (const Json& alias : page["Aliases"]) {
      names.push_back(alias["AliasName"]);
      if (alias.contains("TargetKeyId")) with_key.push_back(names.back());
      EXPECT_EQ(alias.contains("CreationDate"), alias.contains("TargetKeyId"));
      EXPECT_EQ(alias["AliasArn"], "arn:aws:kms:us-east-1:123456789012:" + names.back());
    }
    is_truncated = page["Truncated"];
    input["Marker"] = page.value("NextMarker", "");
  }
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(names.size(), 22u);
  EXPECT_EQ(std::ranges::count(names, "alias/aws/ebs"), 1);
  EXPECT_EQ(with_key, (std::vector<std::string>{"alias/aaa", kAlias, "alias/zzz"}));
}

TEST_F(ManagedKeys, RotateEveryYearWhoeverAsks) {
  const std::string key = metadata("alias/aws/ebs")["KeyId"];
  const Json status = must("GetKeyRotationStatus", {{"KeyId", key}});
  EXPECT_EQ(status["KeyRotationEnabled"], true);
  EXPECT_EQ(status["RotationPeriodInDays"], 365);
  wait(std::chrono::days(365));
  EXPECT_EQ(must("ListKeyRotations", {{"KeyId", key}})["Rotations"].size(), 1u);
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
      {"DisableKeyRotation", {{"KeyId", arn}}},
      {"RotateKeyOnDemand", {{"KeyId", arn}}},
      {"UntagResource", {{"KeyId", arn}, {"TagKeys", {"a"}}}},
      {"CreateGrant",
       {{"KeyId", arn},
        {"GranteePrincipal", "arn:aws:iam::123456789012:root"},
        {"Operations", {"Decrypt"}}}},
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
  // Volumes are the business of EC2.
  const auto of_volumes =
      parse_json(must("GetKeyPolicy", {{"KeyId", metadata("alias/aws/ebs")["KeyId"]}})["Policy"]
                     .get<std::string>());
  EXPECT_EQ((*of_volumes)["Id"], "auto-ebs-2");
  EXPECT_EQ((*of_volumes)["Statement"][0]["Condition"]["StringEquals"]["kms:ViaService"],
            "ec2.us-east-1.amazonaws.com");
}

}  // namespace
}  // namespace keytrail::kms
