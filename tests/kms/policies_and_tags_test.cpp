#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

struct Policies : ::testing::Test, Kms {
  std::string id = create_key();

  std::string put(const std::string& policy, bool bypasses = false) {
    return refusal(
        "PutKeyPolicy",
        {{"KeyId", id}, {"Policy", policy}, {"BypassPolicyLockoutSafetyCheck", bypasses}});
  }
  static std::string allowing(const std::string& principal, const std::string& action,
                              const std::string& resource = "*") {
    return R"({"Statement":[{"Effect":"Allow","Principal":)" + principal + R"(,"Action":)" +
           action + R"(,"Resource":")" + resource + R"("}]})";
  }
};

TEST_F(Policies, TheDefaultLetsTheAccountDoEverything) {
  const Json output = must("GetKeyPolicy", {{"KeyId", id}});
  EXPECT_EQ(output["PolicyName"], "default");
  EXPECT_EQ(output["Policy"],
            "{\n"
            "  \"Version\" : \"2012-10-17\",\n"
            "  \"Id\" : \"key-default-1\",\n"
            "  \"Statement\" : [ {\n"
            "    \"Sid\" : \"Enable IAM User Permissions\",\n"
            "    \"Effect\" : \"Allow\",\n"
            "    \"Principal\" : {\n"
            "      \"AWS\" : \"arn:aws:iam::123456789012:root\"\n"
            "    },\n"
            "    \"Action\" : \"kms:*\",\n"
            "    \"Resource\" : \"*\"\n"
            "  } ]\n"
            "}");
  EXPECT_EQ(must("ListKeyPolicies", {{"KeyId", id}}),
            (Json{{"PolicyNames", {"default"}}, {"Truncated", false}}));
  EXPECT_EQ(refusal("GetKeyPolicy", {{"KeyId", id}, {"PolicyName", "other"}}),
            "NotFoundException: No such policy exists");
}

TEST_F(Policies, AreKeptAsTheyWerePut) {
  const std::string policy = allowing(R"({"AWS":"*"})", R"("kms:*")");
  EXPECT_EQ(put(policy), "ok");
  EXPECT_EQ(must("GetKeyPolicy", {{"KeyId", id}})["Policy"], policy);
  const std::string own = create_key({{"Policy", policy}});
  EXPECT_EQ(must("GetKeyPolicy", {{"KeyId", own}})["Policy"], policy);
  must("PutKeyPolicy", {{"KeyId", id}, {"Policy", policy}});
  EXPECT_EQ(*last_record.request_parameters, (Json{{"keyId", id},
                                                   {"policyName", "default"},
                                                   {"policy", policy},
                                                   {"bypassPolicyLockoutSafetyCheck", false}}));
}

TEST_F(Policies, AreRefusedWhenTheyAreNoneOrLockTheCallerOut) {
  const std::string malformed = "MalformedPolicyDocumentException: ";
  const std::string broken = malformed + "Policy document is malformed: ";
  const std::string locks_out =
      malformed + "The new key policy will not allow you to update the key policy in the future.";
  struct Row {
    const char* name;
    std::string policy, expected;
  };
  const Row rows[] = {
      {"no JSON", "{", malformed + "This policy contains invalid Json"},
      {"no object", "[]", broken + "the policy: expected an object"},
      {"no statement", "{}", broken + "the policy: expected a Statement"},
      {"no principal", R"({"Statement":[{"Effect":"Allow","Action":"kms:*"}]})",
       broken + "Statement[0]: expected a Principal"},
      {"an account that cannot be", allowing(R"({"AWS":"arn:aws:iam::1:root"})", R"("kms:*")"),
       malformed + "Policy contains a statement with one or more invalid principals."},
      {"the account itself", allowing(R"({"AWS":"123456789012"})", R"(["kms:Put*"])"), "ok"},
      {"everybody", allowing(R"("*")", R"("*")"), "ok"},
      {"one statement that is no list",
       R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*"}})", "ok"},
      {"a list of principals",
       allowing(R"({"AWS":["arn:aws:iam::111122223333:root","arn:aws:iam::123456789012:root"]})",
                R"("kms:putkeypolicy")"),
       "ok"},
      {"another account", allowing(R"({"AWS":"arn:aws:iam::111122223333:root"})", R"("kms:*")"),
       locks_out},
      {"a service", allowing(R"({"Service":"sns.amazonaws.com"})", R"("kms:*")"), locks_out},
      {"other actions", allowing(R"("*")", R"(["kms:Encrypt","kms:Get*"])"), locks_out},
      {"a denial", R"({"Statement":[{"Effect":"Deny","Principal":"*","Action":"kms:*"}]})",
       locks_out},
      {"a statement without Action",
       R"({"Statement":[{"Effect":"Allow","Principal":"*","Resource":"*"}]})", locks_out},
      {"a statement without Action beside one that has it",
       R"({"Statement":[{"Effect":"Allow","Principal":"*","Resource":"*"},)"
       R"({"Effect":"Allow","Principal":"*","Action":"*","Resource":"*"}]})",
       "ok"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(put(row.policy), row.expected) << row.name;
    EXPECT_EQ(refusal("CreateKey", {{"Policy", row.policy}}), row.expected) << row.name;
    if (row.expected == locks_out) {
      EXPECT_EQ(put(row.policy, true), "ok") << row.name;
    }
  }
  EXPECT_EQ(put(std::string(32769, ' ')),
            "LimitExceededException: The key policy is longer than 32768 bytes");
}

TEST_F(Policies, MayNameTheirOwnKeyAndNoOther) {
  const std::string arn = "arn:aws:kms:us-east-1:123456789012:key/";
  EXPECT_EQ(put(allowing(R"("*")", R"("kms:*")", arn + id)), "ok");
  EXPECT_NE(put(allowing(R"("*")", R"("kms:*")", arn + create_key())), "ok");
  // Nobody knows the ARN of a key that is yet to be made.
  EXPECT_NE(refusal("CreateKey", {{"Policy", allowing(R"("*")", R"("kms:*")", arn + id)}}), "ok");
}

TEST_F(Policies, ASessionIsLetInByItsRole) {
  caller.identity.type = "AssumedRole";
  caller.identity.arn = "arn:aws:sts::123456789012:assumed-role/Ops/me";
  caller.identity.session_context = {
      {"sessionIssuer", {{"type", "Role"}, {"arn", "arn:aws:iam::123456789012:role/Ops"}}}};
  EXPECT_EQ(put(allowing(R"({"AWS":"arn:aws:iam::123456789012:role/Ops"})", R"("kms:*")")), "ok");
  EXPECT_NE(put(allowing(R"({"AWS":"arn:aws:iam::123456789012:role/Dev"})", R"("kms:*")")), "ok");
}

struct Tags : ::testing::Test, Kms {
  std::string id = create_key({{"Tags", {{{"TagKey", "first"}, {"TagValue", "1"}}}}});

  std::string tag(Json tags) { return refusal("TagResource", {{"KeyId", id}, {"Tags", tags}}); }
  Json listed() { return must("ListResourceTags", {{"KeyId", id}})["Tags"]; }
  static Json numbered(int count) {
    Json tags = Json::array();
    for (int i = 0; i < count; ++i) {
      tags.push_back({{"TagKey", "k" + std::to_string(i)}, {"TagValue", ""}});
    }
    return tags;
  }
};

TEST_F(Tags, AreAddedReplacedAndRemovedByKey) {
  EXPECT_EQ(
      tag({{{"TagKey", "second"}, {"TagValue", "2"}}, {{"TagKey", "first"}, {"TagValue", "x"}}}),
      "ok");
  EXPECT_EQ(listed(), (Json{{{"TagKey", "first"}, {"TagValue", "x"}},
                            {{"TagKey", "second"}, {"TagValue", "2"}}}));
  must("UntagResource", {{"KeyId", id}, {"TagKeys", {"first", "unknown"}}});
  EXPECT_EQ(*last_record.response_elements, (Json{{"keyId", arn_of(id)}}));
  EXPECT_EQ(listed(), (Json{{{"TagKey", "second"}, {"TagValue", "2"}}}));
  must("UntagResource", {{"KeyId", id}, {"TagKeys", {"second"}}});
  EXPECT_EQ(listed(), Json::array());
}

TEST_F(Tags, AreRefusedWhenReservedTwiceOrTooMany) {
  EXPECT_EQ(tag({{{"TagKey", "AWS:x"}, {"TagValue", ""}}}),
            "TagException: Tags beginning with aws: are reserved");
  EXPECT_EQ(tag({{{"TagKey", "x"}, {"TagValue", "1"}}, {{"TagKey", "x"}, {"TagValue", "2"}}}),
            "TagException: Duplicate tag keys");
  EXPECT_EQ(tag(numbered(51)), "TagException: Too many tags");
  EXPECT_EQ(refusal("CreateKey", {{"Tags", numbered(51)}}), "TagException: Too many tags");
  EXPECT_EQ(tag(numbered(50)), "TagException: Too many tags");  // With the one it has.
  EXPECT_EQ(listed().size(), 1u);
  EXPECT_EQ(tag(numbered(49)), "ok");
  EXPECT_EQ(listed().size(), 50u);
}

TEST_F(Tags, AreListedPageByPageInTheOrderTheyCame) {
  tag({{{"TagKey", "b"}, {"TagValue", ""}}, {{"TagKey", "a"}, {"TagValue", ""}}});
  const Json page = must("ListResourceTags", {{"KeyId", id}, {"Limit", 2}});
  EXPECT_EQ(page["Tags"][1]["TagKey"], "b");
  EXPECT_EQ(page["Truncated"], true);
  const Json rest =
      must("ListResourceTags", {{"KeyId", id}, {"Limit", 2}, {"Marker", page["NextMarker"]}});
  ASSERT_EQ(rest["Tags"].size(), 1u);
  EXPECT_EQ(rest["Tags"][0]["TagKey"], "a");
  EXPECT_EQ(rest["Truncated"], false);
}

}  // namespace
}  // namespace keytrail::kms
