#include "core/caller.h"

#include "base/arn.h"
#include "base/assert.h"

namespace keytrail {
namespace {

// "alice" of "user/path/alice".
std::string last_name(const std::string& resource) {
  return resource.substr(resource.rfind('/') + 1);
}

}  // namespace

std::string Identity::role_arn() const {
  const Json* issuer = find_member(session_context, "sessionIssuer");
  if (issuer == nullptr || string_member(*issuer, "type") != "Role") return {};
  return string_member(*issuer, "arn");
}

Identity root_identity(const std::string& account, const std::string& access_key_id) {
  Identity identity;
  identity.type = "Root";
  identity.principal_id = account;
  identity.arn = "arn:aws:iam::" + account + ":root";
  identity.account_id = account;
  identity.access_key_id = access_key_id;
  return identity;
}

Identity user_identity(const std::string& arn, const std::string& user_id,
                       const std::string& access_key_id) {
  const std::optional<Arn> parts = parse_arn(arn);
  KT_ASSERT(parts.has_value());
  Identity identity;
  identity.type = "IAMUser";
  identity.principal_id = user_id;
  identity.arn = arn;
  identity.account_id = parts->account;
  identity.access_key_id = access_key_id;
  identity.user_name = last_name(parts->resource);
  return identity;
}

Identity session_identity(const std::string& role_arn, const std::string& role_id,
                          const std::string& session_name, const std::string& access_key_id) {
  const std::optional<Arn> parts = parse_arn(role_arn);
  KT_ASSERT(parts.has_value());
  const std::string role_name = last_name(parts->resource);
  Identity identity;
  identity.type = "AssumedRole";
  identity.principal_id = role_id + ":" + session_name;
  identity.arn =
      "arn:aws:sts::" + parts->account + ":assumed-role/" + role_name + "/" + session_name;
  identity.account_id = parts->account;
  identity.access_key_id = access_key_id;
  identity.session_context = {{"sessionIssuer",
                               {{"type", "Role"},
                                {"principalId", role_id},
                                {"arn", role_arn},
                                {"accountId", parts->account},
                                {"userName", role_name}}},
                              {"attributes", {{"mfaAuthenticated", "false"}}}};
  return identity;
}

}  // namespace keytrail
