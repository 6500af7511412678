#include "policy/document.h"
#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

Result<policy::Document> read_policy(const Json& input) {
  Result<policy::Document> document =
      policy::parse_document(string_member(input, "ResourcePolicy"), policy::Grammar::Resource);
  if (!document.ok()) return malformed_policy();
  return document;
}

// Whether everybody is let in: a statement that allows, names no one, and sets no condition.
bool is_public(const policy::Document& document) {
  for (const policy::Statement& statement : document.statements) {
    const auto& names = statement.principals.aws;
    const bool is_anybody = statement.principals.is_inverted ||
                            std::find(names.begin(), names.end(), "*") != names.end();
    if (statement.effect == policy::Effect::Allow && is_anybody && statement.conditions.empty()) {
      return true;
    }
  }
  return false;
}

}  // namespace

// The policy is stored and returned as the caller wrote it.
Result<Json> put_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(const policy::Document document, read_policy(input));
  if (optional_bool(input, "BlockPublicPolicy").value_or(false) && is_public(document)) {
    return public_policy_blocked();
  }
  change_secret(state, context, secret->name).resource_policy =
      string_member(input, "ResourcePolicy");
  record_secret(context, *secret, RecordedName::Yes);
  return arn_and_name(*secret);
}

Result<Json> get_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  Json reply = arn_and_name(*secret);
  if (secret->resource_policy) reply["ResourcePolicy"] = *secret->resource_policy;
  return reply;
}

Result<Json> delete_resource_policy(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  if (secret->resource_policy) change_secret(state, context, secret->name).resource_policy.reset();
  record_secret(context, *secret, RecordedName::Yes);
  return arn_and_name(*secret);
}

// What AWS judges with Zelkova is judged here by is_public alone.
Result<Json> validate_resource_policy(State& state, Context& context, const Json& input) {
  if (find_member(input, "SecretId") != nullptr) {
    KT_TRY_VOID(require_active_secret(state, context, input));
  }
  KT_TRY(const policy::Document document, read_policy(input));
  Json problems = Json::array();
  if (is_public(document)) {
    problems.push_back(
        {{"CheckName", "ACCESS_CONTROL"}, {"ErrorMessage", public_policy_blocked().message}});
  }
  const bool has_passed = problems.empty();
  return Json{{"PolicyValidationPassed", has_passed}, {"ValidationErrors", std::move(problems)}};
}

}  // namespace keytrail::secretsmanager
