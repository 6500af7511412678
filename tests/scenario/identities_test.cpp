// Identities files, as `serve --identities` reads them.
#include "scenario/identities.h"

#include <gtest/gtest.h>

namespace keytrail::scenario {
namespace {

std::string problem_of(const std::string& text) {
  const auto parsed = parse_identities("i.yaml", text);
  const auto* problem = std::get_if<Problem>(&parsed);
  return problem == nullptr ? std::string() : problem->line();
}

TEST(IdentitiesFile, MayDescribeAnOrganizationAndNothingElse) {
  const auto parsed = parse_identities("i.yaml", R"(organization:
  id: o-exampleorg1
  management_account: "123456789012"
  management_email: owner@example.com
  member_accounts: ["111122223333", "222233334444"]
)");
  const auto* problem = std::get_if<Problem>(&parsed);
  ASSERT_EQ(problem, nullptr) << problem->line();
  const auto& identities = std::get<Identities>(parsed);
  EXPECT_FALSE(identities.empty());
  ASSERT_TRUE(identities.organization);
  EXPECT_EQ(identities.organization->id, "o-exampleorg1");
  EXPECT_EQ(identities.organization->management_account, "123456789012");
  EXPECT_EQ(identities.organization->management_email, "owner@example.com");
  EXPECT_NE(identities.find_organization("123456789012"), nullptr);
  EXPECT_NE(identities.find_organization("222233334444"), nullptr);
  EXPECT_EQ(identities.find_organization("999988887777"), nullptr);
}

TEST(IdentitiesFile, SaysWhatIsWrongWithIt) {
  EXPECT_EQ(problem_of("accounts: {}\n"), "");
  EXPECT_EQ(problem_of("{}\n"), "i.yaml:1:1: identities: expected the key 'accounts'");
  EXPECT_EQ(problem_of("organization: {id: o-1, management_account: \"123456789012\"}\n"),
            "i.yaml:1:20: organization.id: expected o- and 10 to 32 small letters or digits, got "
            "'o-1'");
  EXPECT_EQ(problem_of("organization: {id: o-exampleorg1, management_account: \"123456789012\", "
                       "name: mine}\n"),
            "i.yaml:1:71: organization: unknown key 'name'; expected one of id, "
            "management_account, management_email, member_accounts");
}

}  // namespace
}  // namespace keytrail::scenario
