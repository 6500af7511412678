// A Document is a policy read strictly: what it does not understand is an error and never a
// permission (IAM guide, "IAM JSON policy elements reference").
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "policy/condition.h"

namespace keytrail::policy {

// Which elements a statement needs.
enum class Grammar {
  Identity,  // Of a user, role or session: no Principal.
  Resource,  // Of a bucket, topic, queue, secret: a Principal.
  Key,       // Of a KMS key: a Principal; a statement without Action or Resource is kept, without
             // effect (KMS guide, "Key policy").
  Trust,     // Of a role: a Principal and no Resource.
};

enum class Effect { Allow, Deny };

// Action, Resource, and their Not- forms.
struct Patterns {
  bool is_inverted = false;
  std::vector<std::string> texts;
};

struct Principals {
  bool is_inverted = false;
  std::vector<std::string> aws;  // Account ids, ARNs, "*".
  std::vector<std::string> services;
};

struct Statement {
  std::string sid;
  Effect effect = Effect::Allow;
  Principals principals;  // Of policies that have them.
  Patterns actions;
  Patterns resources;
  std::vector<Condition> conditions;
};

struct Document {
  Grammar grammar = Grammar::Identity;
  Variables variables = Variables::Literal;  // Replaced since version 2012-10-17.
  std::vector<Statement> statements;
};

// The error's text says where in the document and what was expected. Its code is
// MalformedPolicyDocument, which services replace by their own.
Result<Document> parse_document(std::string_view text, Grammar grammar);
Result<Document> read_document(const Json& tree, Grammar grammar);

}  // namespace keytrail::policy
