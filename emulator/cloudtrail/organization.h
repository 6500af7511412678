// What an organization is to trails: the management account's may be organization trails, which
// have the events of all accounts of the organization. Members see these and cannot change them
// (CloudTrail guide, "Creating a trail for an organization").
#pragma once

#include <string>
#include <vector>

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// The id of the organization that the caller manages, as who makes an organization trail must.
Result<std::string> require_managed_organization(const Context& context);

// The accounts beside its own whose events the trail has.
std::vector<std::string> member_accounts(const Context& context, const Trail& trail);
bool has_events_of(const Context& context, const Trail& trail, const std::string& account);

// Visits every trail that has the account's events: its own, then those of its organization.
template <class Visit>
void each_trail_of(const State& state, const Context& context, const std::string& account,
                   Visit visit) {
  state.trails.each(account + "/", [&](const std::string&, const Trail& trail) { visit(trail); });
  const Organization* organization = context.settings.identities.find_organization(account);
  if (organization == nullptr || account == organization->management_account) return;
  state.trails.each(organization->management_account + "/",
                    [&](const std::string&, const Trail& trail) {
                      if (trail.organization_id == organization->id) visit(trail);
                    });
}

}  // namespace keytrail::cloudtrail
