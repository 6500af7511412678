// Identities are who there is in the accounts, as a file describes it: users, roles, and whose each
// access key is. Plain data: scenario/ reads it, the engine and STS use it.
#pragma once

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

struct Identities {
  std::map<std::string, IamUser, std::less<>> users;          // By ARN.
  std::map<std::string, IamRole, std::less<>> roles;          // By ARN.
  std::map<std::string, AccessKey, std::less<>> access_keys;  // By access key id.

  const IamUser* find_user(std::string_view arn) const { return find(users, arn); }
  const IamRole* find_role(std::string_view arn) const { return find(roles, arn); }
  const AccessKey* find_access_key(std::string_view id) const { return find(access_keys, id); }
  bool empty() const { return users.empty() && roles.empty() && access_keys.empty(); }

 private:
  template <class Map>
  static const typename Map::mapped_type* find(const Map& map, std::string_view name) {
    const auto found = map.find(name);
    return found == map.end() ? nullptr : &found->second;
  }
};

}  // namespace keytrail
