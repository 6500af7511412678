#include "embed/identity.h"

#include "base/text.h"
#include "crypto/unique_id.h"

namespace keytrail {
namespace {

// The ARN of the role of that name, whatever its path is.
std::string role_arn_of(const Identities& identities, const std::string& account,
                        const std::string& name) {
  const std::string prefix = "arn:aws:iam::" + account + ":role/";
  for (auto role = identities.roles.lower_bound(prefix); role != identities.roles.end(); ++role) {
    if (!role->first.starts_with(prefix)) break;
    if (role->first.ends_with("/" + name)) return role->first;
  }
  return prefix + name;
}

}  // namespace

std::optional<Identity> make_identity(const Identities& identities, const std::string& account,
                                      const std::string& text, const std::string& access_key_id) {
  if (text.empty() || text == "root") return root_identity(account, access_key_id);
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() >= 2 && parts[0] == "user" && !parts.back().empty()) {
    const std::string arn = "arn:aws:iam::" + account + ":" + text;
    const IamUser* user = identities.find_user(arn);
    return user_identity(arn, user ? user->id : crypto::unique_id("AIDA", arn), access_key_id);
  }
  if (parts.size() == 3 && parts[0] == "assumed-role" && !parts[1].empty() && !parts[2].empty()) {
    const std::string arn = role_arn_of(identities, account, parts[1]);
    const IamRole* role = identities.find_role(arn);
    return session_identity(arn, role ? role->id : crypto::unique_id("AROA", arn), parts[2],
                            access_key_id);
  }
  return std::nullopt;
}

}  // namespace keytrail
