#include "embed/identity.h"

#include "base/text.h"
#include "crypto/unique_id.h"

namespace keytrail {
namespace {

constexpr const char* kAccessKey = "AKIAIOSFODNN7EXAMPLE";
constexpr const char* kTemporaryAccessKey = "ASIAIOSFODNN7EXAMPLE";

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
                                      const std::string& text, Instant now) {
  if (text.empty() || text == "root") return root_identity(account, kAccessKey);
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() >= 2 && parts[0] == "user" && !parts.back().empty()) {
    const std::string arn = "arn:aws:iam::" + account + ":" + text;
    const IamUser* user = identities.find_user(arn);
    return user_identity(arn, user ? user->id : crypto::unique_id("AIDA", arn), kAccessKey);
  }
  if (parts.size() == 3 && parts[0] == "assumed-role" && !parts[1].empty() && !parts[2].empty()) {
    const std::string arn = role_arn_of(identities, account, parts[1]);
    const IamRole* role = identities.find_role(arn);
    Identity session = session_identity(arn, role ? role->id : crypto::unique_id("AROA", arn),
                                        parts[2], kTemporaryAccessKey);
    session.session_context["attributes"] =
        Json{{"creationDate", to_rfc3339_seconds(now)}, {"mfaAuthenticated", "false"}};
    return session;
  }
  return std::nullopt;
}

}  // namespace keytrail
