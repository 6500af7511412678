#include "organizations/service.h"
#include "support/harness.h"

namespace keytrail::organizations {
namespace {

struct DescribeOrganizationTest : ::testing::Test {
  testing::Harness harness;
  State state;

  DescribeOrganizationTest() {
    harness.settings.identities.organization =
        Organization{"o-exampleorg1", "111122223333", "owner@example.com", {"123456789012"}};
  }
  Result<Json> describe(const std::string& account) {
    harness.caller.scope.account = account;
    return harness.call(operations(), state, "DescribeOrganization");
  }
};

TEST_F(DescribeOrganizationTest, TellsEveryAccountOfIt) {
  const Json expected = *parse_json(
      R"({"Organization":{"Id":"o-exampleorg1",)"
      R"("Arn":"arn:aws:organizations::111122223333:organization/o-exampleorg1",)"
      R"("FeatureSet":"ALL",)"
      R"("MasterAccountArn":"arn:aws:organizations::111122223333:account/o-exampleorg1/111122223333",)"
      R"("MasterAccountId":"111122223333","MasterAccountEmail":"owner@example.com",)"
      R"("AvailablePolicyTypes":[]}})");
  EXPECT_EQ(describe("111122223333").value(), expected);
  EXPECT_EQ(describe("123456789012").value(), expected);
}

TEST_F(DescribeOrganizationTest, LeavesOutAnAddressThatIsNotKnown) {
  harness.settings.identities.organization->management_email.clear();
  EXPECT_FALSE(describe("123456789012").value()["Organization"].contains("MasterAccountEmail"));
}

TEST_F(DescribeOrganizationTest, TellsOthersThatTheyAreInNone) {
  const auto expect_none = [&](const std::string& account) {
    const Result<Json> result = describe(account);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code, "AWSOrganizationsNotInUseException");
    EXPECT_EQ(result.error().message, "Your account is not a member of an organization.");
  };
  expect_none("999988887777");
  harness.settings.identities.organization.reset();
  expect_none("123456789012");
}

}  // namespace
}  // namespace keytrail::organizations
