// The four forms of KeyId, and what is wrong with all others.
#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

const std::string kAliasArn = "arn:aws:kms:us-east-1:123456789012:alias/mine";
const std::string kUnknown = "00000000-1111-2222-3333-444444444444";

struct KeyLookup : ::testing::Test, Kms {
  std::string id = create_key();
  KeyLookup() { must("CreateAlias", {{"AliasName", "alias/mine"}, {"TargetKeyId", id}}); }
};

TEST_F(KeyLookup, TakesAllFourFormsWhereAliasesAreAccepted) {
  for (const std::string& form : {id, arn_of(id), std::string("alias/mine"), kAliasArn}) {
    SCOPED_TRACE(form);
    EXPECT_EQ(metadata(form)["KeyId"], id);
    EXPECT_EQ(encrypt(form, "x")["KeyId"], arn_of(id));
    EXPECT_EQ(resolve_key_arn(state, caller.scope, form), arn_of(id));
    ASSERT_EQ(last_record.resources.size(), 1u);
    EXPECT_EQ(last_record.resources[0].arn, arn_of(id));
  }
}

TEST_F(KeyLookup, TakesIdAndArnAloneElsewhere) {
  EXPECT_EQ(refusal("EnableKey", {{"KeyId", id}}), "ok");
  EXPECT_EQ(refusal("EnableKey", {{"KeyId", arn_of(id)}}), "ok");
  // Whether there is such an alias or not.
  for (const std::string& alias :
       {std::string("alias/mine"), std::string("alias/none"), kAliasArn}) {
    EXPECT_EQ(refusal("EnableKey", {{"KeyId", alias}}),
              "InvalidArnException: Key Aliases are not supported for this operation.");
  }
}

TEST_F(KeyLookup, SaysWhatIsWrongWithAKeyId) {
  const std::string mrk = "mrk-00000000000000000000000000000000";
  struct Row {
    const char* name;
    std::string given, expected;
  };
  const Row rows[] = {
      {"an unknown id", kUnknown,
       "NotFoundException: Key '" + arn_of(kUnknown) + "' does not exist"},
      {"an unknown multi-Region id", mrk,
       "NotFoundException: Key '" + arn_of(mrk) + "' does not exist"},
      {"an unknown ARN", arn_of(kUnknown),
       "NotFoundException: Key '" + arn_of(kUnknown) + "' does not exist"},
      {"no UUID", "nonsense", "NotFoundException: Invalid keyId 'nonsense'"},
      {"a UUID without hyphens", "00000000111122223333444444444444",
       "NotFoundException: Invalid keyId '00000000111122223333444444444444'"},
      {"a UUID with a letter beyond f", "0000000g-1111-2222-3333-444444444444",
       "NotFoundException: Invalid keyId '0000000g-1111-2222-3333-444444444444'"},
      {"a short multi-Region id", "mrk-12", "NotFoundException: Invalid keyId 'mrk-12'"},
      {"an ARN of no UUID", arn_of("nonsense"), "NotFoundException: Invalid keyId nonsense"},
      {"another region", "arn:aws:kms:eu-west-1:123456789012:key/" + id,
       "NotFoundException: Invalid arn eu-west-1"},
      {"another account", "arn:aws:kms:us-east-1:111122223333:key/" + id,
       "AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to perform: "
       "kms:DescribeKey on this resource because the resource does not exist in this Region, no "
       "resource-based policies allow access, or a resource-based policy explicitly denies access"},
      {"another service's ARN", "arn:aws:sns:us-east-1:123456789012:" + id,
       "InvalidArnException: Invalid arn arn:aws:sns:us-east-1:123456789012:" + id},
      {"half an ARN", "arn:aws:kms", "InvalidArnException: Invalid arn arn:aws:kms"},
      {"an unknown alias", "alias/none",
       "NotFoundException: Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found."},
      {"an unknown alias ARN", "arn:aws:kms:us-east-1:123456789012:alias/none",
       "NotFoundException: Alias arn:aws:kms:us-east-1:123456789012:alias/none is not found."},
  };
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(refusal("DescribeKey", {{"KeyId", row.given}}), row.expected);
    EXPECT_TRUE(last_record.resources.empty());
    EXPECT_EQ(resolve_key_arn(state, caller.scope, row.given), std::nullopt);
  }
}

TEST_F(KeyLookup, SeesNothingOfOtherAccountsAndRegions) {
  caller.scope.region = "eu-west-1";
  EXPECT_EQ(
      refusal("DescribeKey", {{"KeyId", id}}),
      "NotFoundException: Key 'arn:aws:kms:eu-west-1:123456789012:key/" + id + "' does not exist");
  EXPECT_TRUE(must("ListKeys")["Keys"].empty());
  const Json listed = must("ListAliases");
  for (const Json& alias : listed["Aliases"]) {
    EXPECT_FALSE(alias.contains("TargetKeyId")) << alias["AliasName"];
  }
}

TEST_F(KeyLookup, KeepsTheKeyInTheRecordOfACallThatFailsLater) {
  disable(id);
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", "alias/mine"}, {"Plaintext", blob("x")}}),
            "DisabledException: " + arn_of(id) + " is disabled.");
  ASSERT_EQ(last_record.resources.size(), 1u);
  EXPECT_EQ(last_record.resources[0].type, "AWS::KMS::Key");
  EXPECT_EQ(last_record.resources[0].account, "123456789012");
  EXPECT_TRUE(last_record.additional_event_data.is_null());
}

}  // namespace
}  // namespace keytrail::kms
