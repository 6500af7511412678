// GetSessionToken and GetFederationToken: temporary credentials from lasting ones.
#include "sts/errors.h"
#include "sts/operations.h"
#include "sts/sessions.h"

namespace keytrail::sts {
namespace {

constexpr std::int64_t kTwelveHours = 43'200;
constexpr std::int64_t kRootMax = 3'600;
// Without a session policy a federated user may nothing (STS API reference, GetFederationToken).
constexpr const char* kNothing =
    R"({"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]})";

Duration lasting(const Context& context, const Json& input) {
  std::int64_t seconds = optional_integer(input, "DurationSeconds").value_or(kTwelveHours);
  if (context.caller.identity.type == "Root") seconds = std::min(seconds, kRootMax);
  return std::chrono::seconds(seconds);
}

}  // namespace

Result<Json> get_session_token(State& state, Context& context, const Json& input) {
  if (is_temporary(context.caller.identity)) return no_session_credentials("GetSessionToken");
  Session session;
  session.identity = context.caller.identity;
  session.identity.session_context = {{"sessionIssuer", Json::object()},
                                      {"webIdFederationData", Json::object()}};
  KT_TRY(const Credentials made,
         open_session(state, context, std::move(session), lasting(context, input)));
  context.record.response_elements = Json{{"credentials", made.recorded}};
  return Json{{"Credentials", made.shown}};
}

Result<Json> get_federation_token(State& state, Context& context, const Json& input) {
  const Identity& issuer = context.caller.identity;
  if (is_temporary(issuer)) return no_session_credentials("GetFederationToken");
  const std::string name = string_member(input, "Name");
  Session session;
  KT_TRY(session.policy, read_session_policy(input));
  const std::size_t packed = session.policy.size();
  if (session.policy.empty()) session.policy = kNothing;
  session.issuer_arn = issuer.arn;
  session.identity.type = "FederatedUser";
  session.identity.account_id = issuer.account_id;
  session.identity.principal_id = issuer.account_id + ":" + name;
  session.identity.arn = "arn:aws:sts::" + issuer.account_id + ":federated-user/" + name;
  Json by = {{"type", issuer.type},
             {"principalId", issuer.principal_id},
             {"arn", issuer.arn},
             {"accountId", issuer.account_id}};
  if (!issuer.user_name.empty()) by["userName"] = issuer.user_name;
  session.identity.session_context = {{"sessionIssuer", std::move(by)}};
  const Json user = {{"FederatedUserId", session.identity.principal_id},
                     {"Arn", session.identity.arn}};
  KT_TRY(const Credentials made,
         open_session(state, context, std::move(session), lasting(context, input)));
  context.record.response_elements =
      Json{{"credentials", made.recorded},
           {"federatedUser", {{"federatedUserId", user["FederatedUserId"]}, {"arn", user["Arn"]}}},
           {"packedPolicySize", packed * 100 / 2048}};
  return Json{{"Credentials", made.shown},
              {"FederatedUser", user},
              {"PackedPolicySize", static_cast<std::int64_t>(packed * 100 / 2048)}};
}

Result<Json> get_access_key_info(State& state, Context& context, const Json& input) {
  const std::string id = string_member(input, "AccessKeyId");
  if (const AccessKey* key = context.settings.identities.find_access_key(id)) {
    return Json{{"Account", key->identity.account_id}};
  }
  if (const Session* session = state.sessions.find(id)) {
    return Json{{"Account", session->identity.account_id}};
  }
  // Whoever nobody knows is the root user of the default account here.
  return Json{{"Account", context.settings.default_account}};
}

}  // namespace keytrail::sts
