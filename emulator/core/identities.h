// Identities are who there is in the accounts, as a file describes it: users, roles, whose each
// access key is, and which accounts are an organization. Plain data: scenario/ reads it, the engine
// and the services use it.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "core/caller.h"

namespace keytrail {

struct IdentityPolicies {
  std::vector<Json> documents;
  std::optional<Json> boundary;
};

struct IamUser {
  std::string arn;
  std::string id;  // "AIDA…".
  IdentityPolicies policies;
  std::map<std::string, std::string> tags;
};

struct IamRole {
  std::string arn;
  std::string id;  // "AROA…".
  Json trust_policy;
  IdentityPolicies policies;
  Duration max_session = std::chrono::hours(1);
  std::map<std::string, std::string> tags;
};

struct AccessKey {
  std::string secret;  // Empty: not given. Signatures are not verified.
  Identity identity;   // Root, a user, or the session of a role.
};

// Accounts that belong together (AWS Organizations), with all features enabled and CloudTrail
// trusted to make trails of all of them.
struct Organization {
  std::string id;  // "o-exampleorg1".
  std::string management_account;
  std::string management_email;              // Empty: not known.
  std::vector<std::string> member_accounts;  // Without the management account.

  bool has_member(std::string_view account) const {
    return std::find(member_accounts.begin(), member_accounts.end(), account) !=
           member_accounts.end();
  }
  bool includes(std::string_view account) const {
    return account == management_account || has_member(account);
  }
};

struct Identities {
  std::map<std::string, IamUser, std::less<>> users;          // By ARN.
  std::map<std::string, IamRole, std::less<>> roles;          // By ARN.
  std::map<std::string, AccessKey, std::less<>> access_keys;  // By access key id.
  std::optional<Organization> organization;

  const IamUser* find_user(std::string_view arn) const { return find(users, arn); }
  const IamRole* find_role(std::string_view arn) const { return find(roles, arn); }
  const AccessKey* find_access_key(std::string_view id) const { return find(access_keys, id); }
  // Of the organization that the account belongs to; nullptr: it belongs to none.
  const Organization* find_organization(std::string_view account) const {
    return organization && organization->includes(account) ? &*organization : nullptr;
  }
  bool empty() const {
    return users.empty() && roles.empty() && access_keys.empty() && !organization;
  }

 private:
  template <class Map>
  static const typename Map::mapped_type* find(const Map& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
  }
};

}  // namespace keytrail
