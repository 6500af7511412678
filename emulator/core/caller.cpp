#include "core/caller.h"

namespace keytrail {

Identity root_identity(const std::string& account, const std::string& access_key_id) {
  Identity identity;
  identity.type = "Root";
  identity.principal_id = account;
  identity.arn = "arn:aws:iam::" + account + ":root";
  identity.account_id = account;
  identity.access_key_id = access_key_id;
  return identity;
}

}  // namespace keytrail
