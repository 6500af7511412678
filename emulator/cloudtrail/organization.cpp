#include "cloudtrail/organization.h"

#include "cloudtrail/errors.h"

namespace keytrail::cloudtrail {
namespace {

// The organization whose trail it is; nullptr: it is no organization trail.
const Organization* organization_of(const Context& context, const Trail& trail) {
  const Organization* found = context.settings.identities.find_organization(trail.home.account);
  const bool is_its = found != nullptr && found->id == trail.organization_id &&
                      found->management_account == trail.home.account;
  return is_its ? found : nullptr;
}

}  // namespace

Result<std::string> require_managed_organization(const Context& context) {
  const Organization* found = context.settings.identities.find_organization(context.account());
  if (found == nullptr) return organizations_not_in_use();
  if (found->management_account != context.account()) return not_management_account();
  return found->id;
}

std::vector<std::string> member_accounts(const Context& context, const Trail& trail) {
  const Organization* organization = organization_of(context, trail);
  return organization == nullptr ? std::vector<std::string>() : organization->member_accounts;
}

bool has_events_of(const Context& context, const Trail& trail, const std::string& account) {
  if (account == trail.home.account) return true;
  const Organization* organization = organization_of(context, trail);
  return organization != nullptr && organization->has_member(account);
}

}  // namespace keytrail::cloudtrail
