#include "engine/authorizer.h"

#include "core/limits.h"

namespace keytrail {
namespace {

// Whose policies count for a caller: a session has those of its role.
std::string principal_arn(const Identity& identity) {
  std::string role = identity.role_arn();
  return role.empty() ? identity.arn : role;
}

// aws:PrincipalType (IAM guide, "AWS global condition context keys").
std::string principal_type(const Identity& identity) {
  if (identity.type == "Root") return "Account";
  return identity.type == "IAMUser" ? "User" : identity.type;
}

// `as_service`: see AccessRequest. Services call over the inside of AWS.
void add_request_conditions(const Caller& caller, const std::string& as_service, Instant now,
                            policy::Conditions& conditions) {
  conditions.set("aws:CurrentTime", to_rfc3339(now));
  conditions.set("aws:EpochTime", std::to_string(millis_of(now) / 1000));
  conditions.set("aws:RequestedRegion", caller.scope.region);
  conditions.set("aws:PrincipalIsAWSService", as_service.empty() ? "false" : "true");
  if (!as_service.empty()) {
    conditions.set("aws:PrincipalServiceName", as_service);
    conditions.set("aws:SecureTransport", "true");
    conditions.set("aws:ViaAWSService", "false");
    return;
  }
  conditions.set("aws:SecureTransport", caller.tls_version.empty() ? "false" : "true");
  conditions.set("aws:ViaAWSService", caller.is_service() ? "true" : "false");
  if (caller.is_service()) {
    conditions.set("aws:CalledVia", caller.invoked_by);
    return;
  }
  conditions.set("aws:SourceIp", caller.source_ip);
  if (!caller.user_agent.empty()) conditions.set("aws:UserAgent", caller.user_agent);
}

}  // namespace

Authorizer::Authorizer(const Settings& settings) : identities_(settings.identities) {
  for (const auto& [arn, user] : identities_.users) own_.emplace(arn, compile(user.policies));
  for (const auto& [arn, role] : identities_.roles) own_.emplace(arn, compile(role.policies));
}

// Whoever hands identities in has read their policies before; one that is none grants nothing.
Authorizer::Own Authorizer::compile(const IdentityPolicies& policies) {
  const auto read = [](const Json& tree) {
    Result<policy::Document> document = policy::read_document(tree, policy::Grammar::Identity);
    return document.ok() ? std::move(document).value() : policy::Document();
  };
  Own own;
  for (const Json& tree : policies.documents) own.identity.push_back(read(tree));
  if (policies.boundary) own.boundary = read(*policies.boundary);
  return own;
}

const policy::Document* Authorizer::compiled(const std::string& text,
                                             policy::Grammar grammar) const {
  Compiled& known = compiled_[grammar];
  auto found = known.find(text);
  if (found == known.end()) {
    if (known.size() >= limits::kCompiledPoliciesMax) known.clear();
    Result<policy::Document> document = policy::parse_document(text, grammar);
    std::optional<policy::Document> kept;
    if (document.ok()) kept = std::move(document).value();
    found = known.emplace(text, std::move(kept)).first;
  }
  return found->second ? &*found->second : nullptr;
}

void Authorizer::add_principal_conditions(const Caller& caller, const sts::Session* session,
                                          policy::Conditions& conditions) const {
  const Identity& who = caller.identity;
  const std::string arn = principal_arn(who);
  conditions.set("aws:PrincipalArn", arn);
  conditions.set("aws:PrincipalAccount", who.account_id);
  conditions.set("aws:PrincipalType", principal_type(who));
  conditions.set("aws:userid", who.principal_id);
  if (!who.user_name.empty()) conditions.set("aws:username", who.user_name);
  if (const Json* attributes = find_member(who.session_context, "attributes")) {
    conditions.set("aws:MultiFactorAuthPresent", string_member(*attributes, "mfaAuthenticated"));
  }
  if (session != nullptr) {
    for (const auto& [name, value] : session->tags) {
      conditions.set("aws:PrincipalTag/" + name, value);
    }
  }
  const IamUser* user = identities_.find_user(arn);
  const IamRole* role = identities_.find_role(arn);
  if (user == nullptr && role == nullptr) return;
  for (const auto& [name, value] : user != nullptr ? user->tags : role->tags) {
    conditions.set("aws:PrincipalTag/" + name, value);
  }
}

std::optional<std::string> Authorizer::why_not(const World& world, const Caller& caller,
                                               Instant now, const AccessRequest& asked) const {
  const bool is_service = !asked.as_service.empty();
  Identity nobody;
  nobody.type = "AWSService";
  const Identity& who = is_service ? nobody : caller.identity;
  const bool is_temporary = !who.session_context.is_null();
  const sts::Session* session = is_temporary ? world.sts.sessions.find(who.access_key_id) : nullptr;
  policy::Request request{{who.account_id, who.arn, who.role_arn(), asked.as_service},
                          asked.action,
                          asked.resource,
                          {}};
  add_request_conditions(caller, asked.as_service, now, request.conditions);
  if (!is_service) add_principal_conditions(caller, session, request.conditions);
  const std::string& owner = asked.owner.empty() ? who.account_id : asked.owner;
  if (asked.resource != "*") request.conditions.set("aws:ResourceAccount", owner);
  for (const auto& [name, values] : asked.conditions) request.conditions.set(name, values);

  policy::Policies policies;
  const bool is_federated = session != nullptr && !session->issuer_arn.empty();
  const auto own = own_.find(is_federated ? session->issuer_arn : principal_arn(who));
  if (own != own_.end()) {
    for (const policy::Document& document : own->second.identity) {
      policies.identity.push_back(&document);
    }
    if (own->second.boundary) policies.boundary = &*own->second.boundary;
  }
  if (session != nullptr && !session->policy.empty()) {
    policies.session = compiled(session->policy, policy::Grammar::Identity);
  }
  if (asked.resource_policy != nullptr) {
    policies.resource =
        compiled(*asked.resource_policy,
                 asked.is_trust_policy ? policy::Grammar::Trust : policy::Grammar::Key);
  }
  policies.is_cross_account = !is_service && owner != who.account_id;
  policies.needs_delegation = asked.needs_delegation;
  policies.is_granted = asked.is_granted;
  const policy::Decision decision = policy::decide(policies, request);
  if (decision.is_allowed) return std::nullopt;
  return policy::reason(decision, request.action);
}

}  // namespace keytrail
