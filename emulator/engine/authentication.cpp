#include "engine/authentication.h"

namespace keytrail {
namespace {

ApiError unknown_token() {
  return {"UnrecognizedClientException", "The security token included in the request is invalid."};
}
ApiError expired_token() {
  return {"ExpiredTokenException", "The security token included in the request is expired"};
}
ApiError missing_token() {
  return {"MissingAuthenticationTokenException", "Missing Authentication Token", 403};
}

// The links in mails are opened unsigned: their token is the proof.
bool may_be_unsigned(const Call& call) {
  return call.service == "sns" &&
         (call.operation == "ConfirmSubscription" || call.operation == "Unsubscribe");
}

}  // namespace

Result<const Identity*> find_signer(const World& world, const Settings& settings, Instant now,
                                    const Call& call) {
  constexpr const Identity* kNobody = nullptr;
  const auto& [access_key_id, session_token] = *call.caller.credentials;
  if (access_key_id.empty()) {
    if (settings.enforces_policies && !may_be_unsigned(call)) return missing_token();
    return kNobody;
  }
  if (const AccessKey* key = settings.identities.find_access_key(access_key_id)) {
    return &key->identity;
  }
  if (const sts::Session* session = world.sts.sessions.find(access_key_id)) {
    if (session->token != session_token) return unknown_token();
    if (session->expires_at <= now) return expired_token();
    return &session->identity;
  }
  if (settings.enforces_policies) return unknown_token();
  return kNobody;
}

}  // namespace keytrail
