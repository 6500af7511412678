#include "policy/decision.h"

#include <algorithm>

#include "base/text.h"

namespace keytrail::policy {
namespace {

bool action_matches(const Patterns& actions, const Request& request) {
  if (actions.texts.empty()) return false;
  static const Conditions none;
  const std::string action = to_lower(request.action);
  const bool matches =
      std::any_of(actions.texts.begin(), actions.texts.end(), [&](const std::string& text) {
        return Pattern::make(to_lower(text), Variables::Literal, none)->matches(action);
      });
  return matches != actions.is_inverted;
}

bool resource_matches(const Document& document, const Patterns& resources, const Request& request) {
  if (resources.texts.empty()) return false;
  const bool matches =
      std::any_of(resources.texts.begin(), resources.texts.end(), [&](const std::string& text) {
        const auto pattern = Pattern::make(text, document.variables, request.conditions);
        return pattern && pattern->matches(request.resource);
      });
  return matches != resources.is_inverted;
}

bool applies(const Document& document, const Statement& statement, const Request& request) {
  return action_matches(statement.actions, request) &&
         resource_matches(document, statement.resources, request) &&
         std::all_of(statement.conditions.begin(), statement.conditions.end(),
                     [&](const Condition& condition) {
                       return condition.holds(request.conditions, document.variables);
                     });
}

Naming naming_of(const std::string& name, const Principal& principal) {
  if (name == "*" || name == principal.arn) return Naming::Itself;
  if (!principal.role_arn.empty() && name == principal.role_arn) return Naming::Itself;
  if (principal.account.empty()) return Naming::No;
  const bool is_account =
      name == principal.account || name == "arn:aws:iam::" + principal.account + ":root";
  if (!is_account) return Naming::No;
  return principal.is_root() ? Naming::Itself : Naming::Account;
}

const char* words_of(Source source) {
  switch (source) {
    case Source::Boundary:
      return "permissions boundary";
    case Source::Session:
      return "session policy";
    case Source::Resource:
      return "resource-based policy";
    default:
      return "identity-based policy";
  }
}

Decision denied_by(Source source, const Statement* statement) {
  return {false, statement != nullptr, source, statement};
}
Decision allowed_by(Source source, const Statement* statement) {
  return {true, false, source, statement};
}

Verdict evaluate_if_any(const Document* document, const Request& request) {
  return document == nullptr ? Verdict() : evaluate(*document, request);
}

bool names_session(const Statement& statement, const Principal& principal) {
  const auto& aws = statement.principals.aws;
  return std::find(aws.begin(), aws.end(), principal.arn) != aws.end();
}

// The layer that restricts the caller and does not allow the request, if there is one.
std::optional<Source> restricting(const Policies& policies, const Verdict& boundary,
                                  const Verdict& session) {
  if (policies.boundary != nullptr && boundary.kind != Verdict::Kind::Allows) {
    return Source::Boundary;
  }
  if (policies.session != nullptr && session.kind != Verdict::Kind::Allows) return Source::Session;
  return std::nullopt;
}

// All identity policies count as one.
Verdict evaluate_identity(const Policies& policies, const Request& request) {
  Verdict best;
  for (const Document* document : policies.identity) {
    const Verdict verdict = evaluate(*document, request);
    if (verdict.kind > best.kind) best = verdict;
  }
  return best;
}

}  // namespace

Naming names(const Principals& principals, const Principal& principal) {
  Naming naming = Naming::No;
  for (const std::string& name : principals.aws) {
    naming = std::max(naming, naming_of(name, principal));
  }
  const auto& services = principals.services;
  if (!principal.service.empty() &&
      std::find(services.begin(), services.end(), principal.service) != services.end()) {
    naming = Naming::Itself;
  }
  if (!principals.is_inverted) return naming;
  return naming == Naming::No ? Naming::Itself : Naming::No;
}

Verdict evaluate(const Document& document, const Request& request) {
  Verdict verdict;
  for (const Statement& statement : document.statements) {
    const Naming naming = document.grammar == Grammar::Identity
                              ? Naming::Itself
                              : names(statement.principals, request.principal);
    if (naming == Naming::No || !applies(document, statement, request)) continue;
    if (statement.effect == Effect::Deny) {
      return {Verdict::Kind::Denies, naming, &statement};
    }
    if (naming > verdict.naming) verdict = {Verdict::Kind::Allows, naming, &statement};
  }
  return verdict;
}

Decision decide(const Policies& policies, const Request& request) {
  using Kind = Verdict::Kind;
  const Verdict identity = evaluate_identity(policies, request);
  const Verdict boundary = evaluate_if_any(policies.boundary, request);
  const Verdict session = evaluate_if_any(policies.session, request);
  const Verdict resource = evaluate_if_any(policies.resource, request);
  for (const auto& [source, verdict] :
       {std::pair{Source::Identity, identity}, std::pair{Source::Boundary, boundary},
        std::pair{Source::Session, session}, std::pair{Source::Resource, resource}}) {
    if (verdict.kind == Kind::Denies) return denied_by(source, verdict.statement);
  }
  if (policies.is_granted) return allowed_by(Source::Grant, nullptr);
  // A root user needs no policy of its own, and has none.
  const bool identity_allows = identity.kind == Kind::Allows || request.principal.is_root();
  const bool names_caller = resource.naming == Naming::Itself;
  const bool lets_in = resource.naming != Naming::No;
  const std::optional<Source> restriction = restricting(policies, boundary, session);
  if (names_caller && !policies.is_cross_account) {
    // A policy that names the role is held back by what the role's sessions are held back by; one
    // that names the session or user itself is not (IAM guide, "Permissions boundaries").
    const bool names_role_only = !request.principal.role_arn.empty() &&
                                 !names_session(*resource.statement, request.principal);
    if (names_role_only && restriction) return denied_by(*restriction, nullptr);
    return allowed_by(Source::Resource, resource.statement);
  }
  if (!lets_in && (policies.is_cross_account || policies.needs_delegation)) {
    return denied_by(Source::Resource, nullptr);
  }
  if (!identity_allows) return denied_by(Source::Identity, nullptr);
  if (restriction) return denied_by(*restriction, nullptr);
  return allowed_by(Source::Identity, identity.statement);
}

std::string reason(const Decision& denial, const std::string& action) {
  const std::string kind = words_of(denial.source);
  if (!denial.is_explicit) return " because no " + kind + " allows the " + action + " action";
  // "an identity-based policy", "a session policy".
  return " with an explicit deny in " + std::string(kind.front() == 'i' ? "an " : "a ") + kind;
}

}  // namespace keytrail::policy
