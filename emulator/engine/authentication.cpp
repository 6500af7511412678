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

// A session of the identities file lasts forever: as if it were made anew at every full hour.
Identity identity_of(const AccessKey& key, Instant now) {
  Identity identity = key.identity;
  if (!identity.session_context.is_null()) {
    const Instant made_at = floor_to(now, std::chrono::hours{1});
    identity.session_context["attributes"] =
        Json{{"creationDate", to_rfc3339_seconds(made_at)}, {"mfaAuthenticated", "false"}};
  }
  return identity;
}

}  // namespace

Result<std::optional<Identity>> find_signer(const World& world, const Settings& settings,
                                            Instant now, const Call& call) {
  const auto& [access_key_id, session_token] = *call.caller.credentials;
  if (access_key_id.empty()) {
    if (settings.enforces_policies && !may_be_unsigned(call)) return missing_token();
    return std::optional<Identity>();
  }
  if (const AccessKey* key = settings.identities.find_access_key(access_key_id)) {
    return std::optional(identity_of(*key, now));
  }
  if (const sts::Session* session = world.sts.sessions.find(access_key_id)) {
    if (session->token != session_token) return unknown_token();
    if (session->expires_at <= now) return expired_token();
    return std::optional(session->identity);
  }
  if (settings.enforces_policies) return unknown_token();
  return std::optional<Identity>();
}

}  // namespace keytrail
