#include "embed/identity.h"

#include "base/text.h"
#include "crypto/hash.h"

namespace keytrail {
namespace {

// "AIDA" + 16 characters of AWS's id alphabet.
std::string unique_id(const char* prefix, const std::string& name) {
  static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  const auto digest = crypto::sha256(crypto::view(name));
  std::string id = prefix;
  for (std::size_t i = 0; i < 16; ++i) id += kAlphabet[digest[i] % 32];
  return id;
}

}  // namespace

std::optional<Identity> make_identity(const std::string& account, const std::string& text,
                                      const std::string& access_key_id) {
  Identity identity = root_identity(account, access_key_id);
  if (text.empty() || text == "root") return identity;
  const std::vector<std::string> parts = split(text, '/');
  if (parts.size() >= 2 && parts[0] == "user" && !parts.back().empty()) {
    identity.type = "IAMUser";
    identity.arn = "arn:aws:iam::" + account + ":" + text;
    identity.user_name = parts.back();
    identity.principal_id = unique_id("AIDA", identity.arn);
    return identity;
  }
  if (parts.size() == 3 && parts[0] == "assumed-role" && !parts[1].empty() && !parts[2].empty()) {
    const std::string role_arn = "arn:aws:iam::" + account + ":role/" + parts[1];
    const std::string role_id = unique_id("AROA", role_arn);
    identity.type = "AssumedRole";
    identity.arn = "arn:aws:sts::" + account + ":" + text;
    identity.principal_id = role_id + ":" + parts[2];
    identity.session_context = {{"sessionIssuer",
                                 {{"type", "Role"},
                                  {"principalId", role_id},
                                  {"arn", role_arn},
                                  {"accountId", account},
                                  {"userName", parts[1]}}},
                                {"attributes", {{"mfaAuthenticated", "false"}}}};
    return identity;
  }
  return std::nullopt;
}

}  // namespace keytrail
