#include "organizations/errors.h"
#include "organizations/operations.h"

namespace keytrail::organizations {
namespace {

std::string arn_of(const Organization& organization, std::string resource) {
  return Arn{"aws", "organizations", "", organization.management_account, std::move(resource)}
      .text();
}

}  // namespace

// Any account of the organization may ask. No type of policy is enabled: none is emulated.
Result<Json> describe_organization(State&, Context& context, const Json&) {
  const Organization* found = context.settings.identities.find_organization(context.account());
  if (found == nullptr) return not_in_use();
  Json organization = {
      {"Id", found->id},
      {"Arn", arn_of(*found, "organization/" + found->id)},
      {"FeatureSet", "ALL"},
      {"MasterAccountArn",
       arn_of(*found, "account/" + found->id + "/" + found->management_account)},
      {"MasterAccountId", found->management_account},
  };
  if (!found->management_email.empty()) {
    organization["MasterAccountEmail"] = found->management_email;
  }
  organization["AvailablePolicyTypes"] = Json::array();
  return Json{{"Organization", std::move(organization)}};
}

}  // namespace keytrail::organizations
