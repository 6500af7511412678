// The Authorizer asks all policies that have a say whether a caller may do something: the caller's
// own, compiled once, and that of the resource, compiled when it is first met.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/caller.h"
#include "core/context.h"
#include "core/ports.h"
#include "engine/world.h"
#include "policy/decision.h"

namespace keytrail {

class Authorizer {
 public:
  explicit Authorizer(const Settings& settings);

  // Why the caller may not, as Permissions has it. Nothing: it may.
  std::optional<std::string> why_not(const World& world, const Caller& caller, Instant now,
                                     const AccessRequest& request) const;

 private:
  struct Own {
    std::vector<policy::Document> identity;
    std::optional<policy::Document> boundary;
  };
  static Own compile(const IdentityPolicies& policies);
  // Null for a text that is no policy: it then says nothing.
  const policy::Document* compiled(const std::string& text, policy::Grammar grammar) const;
  void add_principal_conditions(const Caller& caller, const sts::Session* session,
                                policy::Conditions& conditions) const;

  const Identities& identities_;
  std::map<std::string, Own, std::less<>> own_;  // By the ARN of the user or role.
  using Compiled = std::unordered_map<std::string, std::optional<policy::Document>>;
  mutable std::map<policy::Grammar, Compiled> compiled_;  // By the text.
};

}  // namespace keytrail
