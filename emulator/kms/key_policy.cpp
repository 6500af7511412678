#include "kms/key_policy.h"

#include "base/text.h"
#include "kms/errors.h"
#include "kms/managed_keys.h"
#include "kms/request_conditions.h"
#include "policy/decision.h"

namespace keytrail::kms {
namespace {

constexpr std::size_t kPolicyBytesMax = 32 * 1024;

// The spacing is the one that GetKeyPolicy returns.
std::string default_policy(const Scope& scope) {
  return R"({
  "Version" : "2012-10-17",
  "Id" : "key-default-1",
  "Statement" : [ {
    "Sid" : "Enable IAM User Permissions",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::)" +
         scope.account + R"(:root"
    },
    "Action" : "kms:*",
    "Resource" : "*"
  } ]
})";
}

std::string managed_policy(const Key& key) {
  const ManagedAlias& managed = *find_managed_alias(key.managed_alias);
  std::string text = R"({
  "Version" : "2012-10-17",
  "Id" : "auto-NAME-2",
  "Statement" : [ {
    "Sid" : "Allow access through TITLE for all principals in the account that are authorized to use TITLE",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "*"
    },
    "Action" : [ "kms:Decrypt", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:CreateGrant", "kms:DescribeKey" ],
    "Resource" : "*",
    "Condition" : {
      "StringEquals" : {
        "kms:CallerAccount" : "ACCOUNT",
        "kms:ViaService" : "ENDPOINT.REGION.amazonaws.com"
      }
    }
  }, {
    "Sid" : "Allow direct access to key metadata to the account",
    "Effect" : "Allow",
    "Principal" : {
      "AWS" : "arn:aws:iam::ACCOUNT:root"
    },
    "Action" : [ "kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant" ],
    "Resource" : "*"
  } ]
})";
  text = replace_all(std::move(text), "NAME", managed.alias.substr(managed.alias.rfind('/') + 1));
  text = replace_all(std::move(text), "ENDPOINT", managed.endpoint);
  text = replace_all(std::move(text), "TITLE", managed.title);
  text = replace_all(std::move(text), "ACCOUNT", key.scope.account);
  return replace_all(std::move(text), "REGION", key.scope.region);
}

// A principal that can exist: "*", an account, or the ARN of a root user, user, role or session.
// With identities at hand those of their accounts do exist, too.
bool is_valid_principal(const Context& context, const std::string& name) {
  if (name == "*") return true;
  const auto is_account = [](std::string_view text) {
    return text.size() == 12 && text.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (is_account(name)) return true;
  // What KMS shows for a user or role that is gone.
  if (name.starts_with("AIDA") || name.starts_with("AROA")) return true;
  const std::optional<Arn> arn = parse_arn(name);
  if (!arn || !is_account(arn->account) || !arn->region.empty()) return false;
  if (arn->service == "sts") {
    return arn->resource.starts_with("assumed-role/") ||
           arn->resource.starts_with("federated-user/");
  }
  if (arn->service != "iam") return false;
  const Identities& known = context.settings.identities;
  const bool must_exist = context.ports.permissions.is_enforced() && !known.empty();
  if (arn->resource.starts_with("user/")) return !must_exist || known.find_user(name) != nullptr;
  if (arn->resource.starts_with("role/")) return !must_exist || known.find_role(name) != nullptr;
  return arn->resource == "root";
}

Result<void> check_principals(const Context& context, const policy::Document& document) {
  for (const policy::Statement& statement : document.statements) {
    for (const std::string& name : statement.principals.aws) {
      if (!is_valid_principal(context, name)) return policy_with_invalid_principal();
    }
  }
  return {};
}

// A set operator on a key with one value would also match requests without it (KMS guide,
// "kms:EncryptionContext:context-key").
Result<void> check_conditions(const policy::Document& document) {
  constexpr std::string_view kSingleValued = "kms:EncryptionContext:";
  for (const policy::Statement& statement : document.statements) {
    for (const policy::Condition& condition : statement.conditions) {
      if (condition.quantifier == policy::Quantifier::AllValues &&
          statement.effect == policy::Effect::Allow &&
          starts_with_ignoring_case(condition.key, kSingleValued)) {
        return policy_allows_too_much("EncryptionContext");
      }
    }
  }
  return {};
}

// Whether the caller could put another policy in the place of this one.
bool can_change_it(const State& kms, const Context& context, const std::string& text,
                   const policy::Document& document, const std::string& arn) {
  AccessRequest request;
  request.action = "kms:PutKeyPolicy";
  request.resource = arn;
  request.resource_policy = &text;
  request.needs_delegation = true;
  request.conditions = request_conditions(kms, context, "PutKeyPolicy", nullptr);
  if (context.ports.permissions.is_enforced()) {
    return !context.ports.permissions.why_not(request);
  }
  const Identity& caller = context.caller.identity;
  policy::Request plain{
      {caller.account_id, caller.arn, caller.role_arn(), {}}, request.action, request.resource, {}};
  for (auto& [name, values] : request.conditions) plain.conditions.set(name, std::move(values));
  return policy::evaluate(document, plain).kind == policy::Verdict::Kind::Allows;
}

}  // namespace

std::string policy_of(const Key& key) {
  if (!key.policy.empty()) return key.policy;
  return key.is_aws_managed() ? managed_policy(key) : default_policy(key.scope);
}

Result<void> check_policy(const State& kms, const Context& context, const std::string& text,
                          const std::string& arn, bool bypasses_lockout_check) {
  if (text.size() > kPolicyBytesMax) return policy_too_long();
  const std::optional<Json> tree = parse_json(text);
  if (!tree) return policy_invalid_json();
  const Result<policy::Document> document = policy::read_document(*tree, policy::Grammar::Key);
  if (!document.ok()) return malformed_policy(document.error().message);
  KT_TRY_VOID(check_principals(context, document.value()));
  KT_TRY_VOID(check_conditions(document.value()));
  if (!bypasses_lockout_check && !can_change_it(kms, context, text, document.value(), arn)) {
    return policy_locks_out();
  }
  return {};
}

}  // namespace keytrail::kms
