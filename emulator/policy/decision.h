// A Decision is what all policies together say to a request: an explicit denial goes before every
// permission, and without a permission the answer is no (IAM guide, "Policy evaluation logic").
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "policy/document.h"
#include "policy/request.h"

namespace keytrail::policy {

// How the Principal of a statement names who asks. Account: it names the account alone, which
// leaves the choice to the account's own identity policies. Ordered: Itself says more.
enum class Naming { No, Account, Itself };
Naming names(const Principals& principals, const Principal& principal);

// What one document says.
struct Verdict {
  enum class Kind { Silent, Allows, Denies };
  Kind kind = Kind::Silent;
  Naming naming = Naming::No;            // Of a permission in a policy with principals.
  const Statement* statement = nullptr;  // The one that decided.
};
Verdict evaluate(const Document& document, const Request& request);

// Which kind of policy decided.
enum class Source { Nobody, Identity, Boundary, Session, Resource, Grant };

// All policies that have a say. Null: there is none of the kind.
struct Policies {
  std::vector<const Document*> identity;
  const Document* boundary = nullptr;
  const Document* session = nullptr;
  const Document* resource = nullptr;
  // The resource is another account's: both sides have to agree.
  bool is_cross_account = false;
  // KMS: identity policies count only where the key policy lets the account in (KMS guide,
  // "Key policies"). Elsewhere they count by themselves.
  bool needs_delegation = false;
  // A KMS grant allows it.
  bool is_granted = false;
};

struct Decision {
  bool is_allowed = false;
  bool is_explicit = false;  // Of a denial: a statement says Deny.
  Source source = Source::Nobody;
  const Statement* statement = nullptr;  // Null for an implicit denial, a root user, a grant.
};
Decision decide(const Policies& policies, const Request& request);

// How AWS ends the sentence "User: … is not authorized to perform: … on resource: …".
std::string reason(const Decision& denial, const std::string& action);

}  // namespace keytrail::policy
