#include "kms/key_policy.h"

#include <algorithm>

#include "base/text.h"
#include "kms/errors.h"
#include "kms/managed_keys.h"

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
  "Id" : "auto-SERVICE-2",
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
        "kms:ViaService" : "SERVICE.REGION.amazonaws.com"
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
  text = replace_all(std::move(text), "SERVICE", managed.service);
  text = replace_all(std::move(text), "TITLE", managed.title);
  text = replace_all(std::move(text), "ACCOUNT", key.scope.account);
  return replace_all(std::move(text), "REGION", key.scope.region);
}

// A member that holds one thing or a list of them; nothing when it is absent.
template <class Visit>
bool any_of(const Json* member, Visit visit) {
  if (member == nullptr) return false;
  if (!member->is_array()) return visit(*member);
  return std::any_of(member->begin(), member->end(), visit);
}

bool admits_principal(const Context& context, const Json& statement) {
  const Identity& caller = context.caller.identity;
  // A session is let in by its role, too.
  const std::string role = [&]() -> std::string {
    const Json* issuer = find_member(caller.session_context, "sessionIssuer");
    return issuer == nullptr ? "" : string_member(*issuer, "arn");
  }();
  const auto admits = [&](const Json& principal) {
    if (!principal.is_string()) return false;
    const std::string& name = principal.get_ref<const std::string&>();
    return name == "*" || name == caller.arn || (!role.empty() && name == role) ||
           name == context.account() || name == "arn:aws:iam::" + context.account() + ":root";
  };
  const Json* principal = find_member(statement, "Principal");
  if (principal == nullptr) return false;
  if (principal->is_object()) return any_of(find_member(*principal, "AWS"), admits);
  return any_of(principal, admits);
}

bool covers_put_key_policy(const Json& statement) {
  // A statement without Action is stored without complaint, so it cannot count as a lock-out.
  const Json* actions = find_member(statement, "Action");
  if (actions == nullptr) return true;
  return any_of(actions, [](const Json& action) {
    return action.is_string() &&
           matches_wildcard(to_lower(action.get_ref<const std::string&>()), "kms:putkeypolicy");
  });
}

}  // namespace

std::string policy_of(const Key& key) {
  if (!key.policy.empty()) return key.policy;
  return key.is_aws_managed() ? managed_policy(key) : default_policy(key.scope);
}

Result<void> check_policy(const Context& context, const std::string& text,
                          bool bypasses_lockout_check) {
  if (text.size() > kPolicyBytesMax) return policy_too_long();
  const std::optional<Json> policy = parse_json(text);
  if (!policy || !policy->is_object()) return policy_invalid_json();

  const Json* statements = find_member(*policy, "Statement");
  const bool lacks_principal = any_of(statements, [](const Json& statement) {
    return find_member(statement, "Principal") == nullptr &&
           find_member(statement, "NotPrincipal") == nullptr;
  });
  if (lacks_principal) return policy_without_principal();
  if (bypasses_lockout_check) return {};

  const bool can_change_it = any_of(statements, [&](const Json& statement) {
    return string_member(statement, "Effect") == "Allow" && admits_principal(context, statement) &&
           covers_put_key_policy(statement);
  });
  if (!can_change_it) return policy_locks_out();
  return {};
}

}  // namespace keytrail::kms
