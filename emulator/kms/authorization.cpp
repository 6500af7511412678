#include "kms/authorization.h"

#include <algorithm>

#include "kms/errors.h"
#include "kms/grants.h"
#include "kms/key_policy.h"
#include "kms/request_conditions.h"
#include "kms/service.h"

namespace keytrail::kms {
namespace {

// The key policy of an AWS managed key lets its service in, and everybody else look and take grants
// back.
bool is_open_on_managed_keys(std::string_view action) {
  return action.starts_with("Describe") || action.starts_with("Get") ||
         action.starts_with("List") || action == "RevokeGrant";
}

AccessRequest request_for(const State& kms, const Context& context, std::string_view action,
                          const Key* key) {
  AccessRequest request;
  request.action = "kms:" + std::string(action);
  request.conditions = request_conditions(kms, context, action, key);
  return request;
}

}  // namespace

bool is_open_to_other_accounts(KeyOperation operation) {
  switch (operation) {
    case KeyOperation::CreateGrant:
    case KeyOperation::Decrypt:
    case KeyOperation::DeriveSharedSecret:
    case KeyOperation::DescribeKey:
    case KeyOperation::Encrypt:
    case KeyOperation::GenerateDataKey:
    case KeyOperation::GenerateDataKeyPair:
    case KeyOperation::GenerateDataKeyPairWithoutPlaintext:
    case KeyOperation::GenerateDataKeyWithoutPlaintext:
    case KeyOperation::GenerateMac:
    case KeyOperation::GetKeyRotationStatus:
    case KeyOperation::GetPublicKey:
    case KeyOperation::ListGrants:
    case KeyOperation::ReEncrypt:
    case KeyOperation::RetireGrant:
    case KeyOperation::RevokeGrant:
    case KeyOperation::Sign:
    case KeyOperation::Verify:
    case KeyOperation::VerifyMac:
      return true;
    default:
      return false;
  }
}

bool is_decided_by_identity(std::string_view operation) {
  // ListAliases may name a key and needs no permission on it.
  if (operation == "ListAliases") return true;
  const auto rules = key_state_rules();
  return std::none_of(rules.begin(), rules.end(),
                      [&](const KeyStateRule& rule) { return rule.name == operation; });
}

ApiError denied_to_stranger(const Context& context, std::string_view action) {
  // Without a KeyId the ciphertext names the key.
  const Json& input = *context.input;
  const bool by_ciphertext =
      find_member(input, "CiphertextBlob") != nullptr && action != "ReEncryptTo" &&
      find_member(input, action == "ReEncryptFrom" ? "SourceKeyId" : "KeyId") == nullptr;
  return access_denied_to_stranger(context.caller.name(), action, by_ciphertext);
}

Result<void> authorize(const State& kms, const Context& context, KeyOperation operation,
                       std::string_view action, const Key& key) {
  const bool is_foreign = key.scope.account != context.account();
  if (is_foreign && !is_open_to_other_accounts(operation)) {
    return denied_to_stranger(context, action);
  }
  if (!context.ports.permissions.is_enforced()) {
    const bool is_open = !key.is_aws_managed() || context.caller.is_service();
    if (is_open || is_open_on_managed_keys(action)) return {};
    return access_denied(context.caller.name(), action, key.arn,
                         because_no_resource_policy(action));
  }
  const std::string policy = policy_of(key);
  AccessRequest request = request_for(kms, context, action, &key);
  request.resource = key.arn;
  request.owner = key.scope.account;
  request.resource_policy = &policy;
  request.needs_delegation = true;
  request.is_granted = is_granted(kms, context, action, key);
  const std::optional<std::string> reason = context.ports.permissions.why_not(request);
  if (!reason) return {};
  if (is_foreign) return denied_to_stranger(context, action);
  return access_denied(context.caller.name(), action, key.arn, *reason);
}

Result<void> authorize_by_identity(const State& kms, const Context& context,
                                   std::string_view action, const std::string& resource) {
  if (!context.ports.permissions.is_enforced()) return {};
  AccessRequest request = request_for(kms, context, action, nullptr);
  request.resource = resource;
  const std::optional<std::string> reason = context.ports.permissions.why_not(request);
  if (!reason) return {};
  return access_denied(context.caller.name(), action, resource, *reason);
}

}  // namespace keytrail::kms
