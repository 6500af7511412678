#include "kms/fixture.h"

namespace keytrail::kms {
namespace {

const std::string kAlice = "arn:aws:iam::123456789012:user/alice";
const std::string kBob = "arn:aws:iam::123456789012:user/bob";

struct Grants : ::testing::Test, Kms {
  std::string id = create_key();

  Json grant_input(Json more = Json::object()) {
    Json input{{"KeyId", id}, {"GranteePrincipal", kAlice}, {"Operations", {"Encrypt"}}};
    input.update(more);
    return input;
  }
  Json grant(Json more = Json::object()) { return must("CreateGrant", grant_input(more)); }
  std::string refused(Json more) { return refusal("CreateGrant", grant_input(std::move(more))); }
  Json listed(Json more = Json::object()) {
    Json input{{"KeyId", id}};
    input.update(more);
    return must("ListGrants", input)["Grants"];
  }
  // From here on only grants give leave.
  void enforce() {
    denial = [](const AccessRequest& request) {
      return request.is_granted ? std::nullopt : std::optional<std::string>(" because so");
    };
  }
  void become(const std::string& arn) {
    caller.identity = user_identity(arn, "AIDAEXAMPLE", "AKIAEXAMPLE");
  }
  std::string encrypt_as(const std::string& arn, Json context = nullptr) {
    become(arn);
    Json input{{"KeyId", id}, {"Plaintext", blob("x")}};
    if (!context.is_null()) input["EncryptionContext"] = std::move(context);
    const std::string text = refusal("Encrypt", std::move(input));
    return text.substr(0, text.find(':'));
  }
};

TEST_F(Grants, AreListedAsTheyWereMade) {
  const Json made = grant({{"Name", "app"}, {"RetiringPrincipal", kBob}});
  EXPECT_EQ(made["GrantId"].get<std::string>().size(), 64u);
  EXPECT_EQ(*last_record.response_elements,
            (Json{{"grantId", made["GrantId"]}, {"keyId", arn_of(id)}}));
  EXPECT_EQ(listed(), (Json{{{"KeyId", arn_of(id)},
                             {"GrantId", made["GrantId"]},
                             {"Name", "app"},
                             {"CreationDate", millis_of(now)},
                             {"GranteePrincipal", kAlice},
                             {"RetiringPrincipal", kBob},
                             {"IssuingAccount", "arn:aws:iam::123456789012:root"},
                             {"Operations", {"Encrypt"}}}}));
  EXPECT_EQ(listed({{"GranteePrincipal", kBob}}), Json::array());
  EXPECT_EQ(must("ListRetirableGrants", {{"RetiringPrincipal", kBob}})["Grants"], listed());
  EXPECT_EQ(must("ListRetirableGrants", {{"RetiringPrincipal", kAlice}})["Grants"], Json::array());
}

TEST_F(Grants, OfOneNameAreMadeOnceWhenTheySayTheSame) {
  const Json first = grant({{"Name", "app"}});
  const Json again = grant({{"Name", "app"}});
  EXPECT_EQ(first["GrantId"], again["GrantId"]);
  EXPECT_NE(first["GrantToken"], again["GrantToken"]);
  EXPECT_NE(grant({{"Name", "app"}, {"GranteePrincipal", kBob}})["GrantId"], first["GrantId"]);
  EXPECT_NE(grant()["GrantId"], grant()["GrantId"]);
  EXPECT_EQ(listed().size(), 4u);
  EXPECT_EQ(must("ListGrants", {{"KeyId", id}, {"Limit", 3}})["Truncated"], true);
}

TEST_F(Grants, AreRefusedWhenTheyCannotBe) {
  const std::string no_principal = "InvalidArnException: ARN does not refer to a valid principal";
  EXPECT_EQ(refused({{"GranteePrincipal", "alice"}}), no_principal);
  EXPECT_EQ(refused({{"RetiringPrincipal", "arn:aws:iam::123456789012:group/ops"}}), no_principal);
  EXPECT_EQ(refused({{"GranteeServicePrincipal", "dynamodb.amazonaws.com"}}),
            "ValidationException: Specify exactly one of GranteePrincipal and "
            "GranteeServicePrincipal");
  EXPECT_EQ(refused({{"Operations", {"Encrypt", "Sign"}}}),
            "ValidationException: Grant operation Sign is not supported for key " + arn_of(id));
  const Json long_value{{"a", std::string(385, 'x')}};
  EXPECT_EQ(refused({{"Constraints", {{"EncryptionContextEquals", long_value}}}}),
            "ValidationException: An encryption context constraint holds at most 8 pairs with "
            "values of at most 384 characters");
  EXPECT_EQ(refused({{"DryRun", true}}),
            "DryRunOperationException: The request would have succeeded, but the DryRun option is "
            "set.");
  disable(id);
  EXPECT_EQ(refused(Json::object()), "DisabledException: " + arn_of(id) + " is disabled.");
}

TEST_F(Grants, LetTheirGranteeDoWhatTheyNameAndNoMore) {
  grant({{"Constraints", {{"EncryptionContextSubset", {{"app", "shop"}}}}}});
  enforce();
  EXPECT_EQ(encrypt_as(kAlice, {{"app", "shop"}, {"tier", "1"}}), "ok");
  EXPECT_EQ(encrypt_as(kAlice, {{"app", "Shop"}}), "AccessDeniedException");
  EXPECT_EQ(encrypt_as(kAlice), "AccessDeniedException");
  EXPECT_EQ(encrypt_as(kBob, {{"app", "shop"}}), "AccessDeniedException");
  become(kAlice);
  EXPECT_EQ(refusal("DescribeKey", {{"KeyId", id}}),
            "AccessDeniedException: User: " + kAlice +
                " is not authorized to perform: kms:DescribeKey on resource: " + arn_of(id) +
                " because so");
}

TEST_F(Grants, GiveAwayAtMostWhatTheyHold) {
  grant({{"Operations", {"Encrypt", "CreateGrant"}},
         {"Constraints", {{"EncryptionContextSubset", {{"app", "shop"}}}}}});
  enforce();
  become(kAlice);
  const Json stricter = {{"EncryptionContextEquals", {{"app", "shop"}, {"tier", "1"}}}};
  const Json looser = {{"EncryptionContextSubset", {{"tier", "1"}}}};
  const auto gives = [&](Json operations, Json constraints) {
    const std::string text = refused({{"GranteePrincipal", kBob},
                                      {"Operations", std::move(operations)},
                                      {"Constraints", std::move(constraints)}});
    return text.substr(0, text.find(':'));
  };
  EXPECT_EQ(gives({"Encrypt"}, stricter), "ok");
  EXPECT_EQ(gives({"Decrypt"}, stricter), "AccessDeniedException");
  EXPECT_EQ(gives({"Encrypt"}, looser), "AccessDeniedException");
  EXPECT_EQ(gives({"Encrypt"}, Json::object()), "AccessDeniedException");
}

TEST_F(Grants, EndByRetiringRevokingAndWithTheirKey) {
  const Json first = grant();
  const std::string unknown(64, 'a');
  EXPECT_EQ(refusal("RevokeGrant", {{"KeyId", id}, {"GrantId", unknown}}),
            "NotFoundException: Grant ID " + unknown + " not found");
  EXPECT_EQ(refusal("RevokeGrant", {{"KeyId", id}, {"GrantId", "x"}}),
            "InvalidGrantIdException: The grant ID is invalid.");
  must("RevokeGrant", {{"KeyId", id}, {"GrantId", first["GrantId"]}});
  EXPECT_EQ(listed(), Json::array());

  const Json second = grant({{"RetiringPrincipal", kBob}});
  const Json by_token{{"GrantToken", second["GrantToken"]}};
  EXPECT_EQ(refusal("RetireGrant", {}),
            "ValidationException: Specify either a grant token, or a key ARN and a grant ID");
  EXPECT_EQ(refusal("RetireGrant", {{"GrantToken", "x"}}),
            "InvalidGrantTokenException: The grant token is invalid.");
  enforce();
  become(kAlice);
  EXPECT_NE(refusal("RetireGrant", by_token), "ok");
  become(kBob);
  EXPECT_EQ(refusal("RetireGrant", by_token), "ok");
  EXPECT_EQ(last_record.additional_event_data, (Json{{"grantId", second["GrantId"]}}));
  EXPECT_TRUE(last_record.request_parameters->is_null());
  EXPECT_NE(refusal("RetireGrant", by_token), "ok");

  denial = nullptr;
  grant();
  schedule_deletion(id);
  wait(std::chrono::days(7));
  EXPECT_TRUE(state.grants.empty());
}

TEST_F(Grants, TokensAreTakenWhereverTheyMayStandAndReadEverywhere) {
  const Json token = grant()["GrantToken"];
  const auto described = [&](Json tokens) {
    return refusal("DescribeKey", {{"KeyId", id}, {"GrantTokens", std::move(tokens)}});
  };
  EXPECT_EQ(described({token}), "ok");
  EXPECT_EQ(described({token, "nonsense"}),
            "InvalidGrantTokenException: The grant token is invalid.");
}

struct OtherAccounts : ::testing::Test, Kms {
  std::string id = create_key();
  std::string arn = arn_of(id);
  Json sealed_text = sealed(id, "text");

  OtherAccounts() {
    caller.scope.account = "111122223333";
    caller.identity = root_identity("111122223333", "AKIAEXAMPLE");
  }
};

TEST_F(OtherAccounts, ReachAKeyByItsArnForWhatIsOpenToThem) {
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", arn}, {"Plaintext", blob("x")}}), "ok");
  EXPECT_EQ(last_record.resources.at(0).account, "123456789012");
  EXPECT_EQ(must("Decrypt", {{"CiphertextBlob", sealed_text}})["KeyId"], arn);
  EXPECT_EQ(must("DescribeKey", {{"KeyId", arn}})["KeyMetadata"]["AWSAccountId"], "123456789012");
  EXPECT_EQ(
      refusal("DescribeKey", {{"KeyId", id}}),
      "NotFoundException: Key 'arn:aws:kms:us-east-1:111122223333:key/" + id + "' does not exist");
}

TEST_F(OtherAccounts, AreNotToldWhetherAKeyIsThere) {
  const std::string denied =
      " because the resource does not exist in this Region, no resource-based policies allow "
      "access, or a resource-based policy explicitly denies access";
  const std::string user =
      "AccessDeniedException: User: arn:aws:iam::111122223333:root is not authorized to perform: ";
  EXPECT_EQ(refusal("DisableKey", {{"KeyId", arn}}),
            user + "kms:DisableKey on this resource" + denied);
  EXPECT_TRUE(last_record.resources.empty());
  std::string missing = arn;
  missing.replace(missing.size() - 4, 4, "0000");
  EXPECT_EQ(refusal("Encrypt", {{"KeyId", missing}, {"Plaintext", blob("x")}}),
            user + "kms:Encrypt on this resource" + denied);
  denial = [](const AccessRequest&) { return " because so"; };
  EXPECT_EQ(refusal("Decrypt", {{"CiphertextBlob", sealed_text}}),
            user + "kms:Decrypt on the resource associated with this ciphertext" + denied);
}

}  // namespace
}  // namespace keytrail::kms
