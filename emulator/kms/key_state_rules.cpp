#include "kms/key_state_rules.h"

#include "kms/errors.h"

namespace keytrail::kms {
namespace {

constexpr auto IdOrArn = KeyIdForms::IdOrArn;
constexpr auto Any = KeyIdForms::AliasToo;
constexpr auto Ok = Verdict::Ok;
constexpr auto No = Verdict::Forbidden;
constexpr auto Not = Verdict::NotPending;
constexpr auto Ext = Verdict::ExternalOnly;
constexpr auto Aws = Verdict::AwsKmsOnly;
constexpr auto Uns = Verdict::Unsupported;

// Two rows say Ok where the state is not all: RotateKeyOnDemand and ListKeyRotations judge the
// key's kind of material themselves. In UpdateAlias's row the key is the new target alone.
// Since 2023 HMAC and asymmetric keys can wait for material, which the guide's table still calls
// N/A: those cells forbid like all others.
constexpr KeyStateRule kRules[] = {
    // clang-format off
    // Columns: Enabled, Disabled, PendingDeletion, PendingReplicaDeletion, PendingImport,
    // Unavailable, Creating, Updating.
    {KeyOperation::CancelKeyDeletion, "CancelKeyDeletion", IdOrArn,
     {Not, Not, Ok,  Ok,  Not, Not, Not, Not}},
    {KeyOperation::CreateAlias, "CreateAlias", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::CreateGrant, "CreateGrant", IdOrArn,
     {Ok,  No,  No,  No,  No,  Ok,  No,  Ok}},
    {KeyOperation::Decrypt, "Decrypt", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::DeleteAlias, "DeleteAlias", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::DeleteImportedKeyMaterial, "DeleteImportedKeyMaterial", IdOrArn,
     {Ext, Ext, Ext, Ext, Ext, Uns, No,  No}},
    {KeyOperation::DeriveSharedSecret, "DeriveSharedSecret", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::DescribeKey, "DescribeKey", Any,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::DisableKey, "DisableKey", IdOrArn,
     {Ok,  Ok,  No,  No,  No,  Ok,  No,  No}},
    {KeyOperation::DisableKeyRotation, "DisableKeyRotation", IdOrArn,
     {Aws, No,  No,  No,  Aws, Uns, No,  Aws}},
    {KeyOperation::EnableKey, "EnableKey", IdOrArn,
     {Ok,  Ok,  No,  No,  No,  Ok,  No,  No}},
    {KeyOperation::EnableKeyRotation, "EnableKeyRotation", IdOrArn,
     {Aws, No,  No,  No,  Aws, Uns, No,  Aws}},
    {KeyOperation::Encrypt, "Encrypt", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::GenerateDataKey, "GenerateDataKey", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::GenerateDataKeyPair, "GenerateDataKeyPair", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::GenerateDataKeyPairWithoutPlaintext, "GenerateDataKeyPairWithoutPlaintext", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::GenerateDataKeyWithoutPlaintext, "GenerateDataKeyWithoutPlaintext", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::GenerateMac, "GenerateMac", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::GetKeyLastUsage, "GetKeyLastUsage", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::GetKeyPolicy, "GetKeyPolicy", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::GetKeyRotationStatus, "GetKeyRotationStatus", IdOrArn,
     {Aws, Aws, Aws, Aws, Aws, Uns, Aws, Aws}},
    {KeyOperation::GetParametersForImport, "GetParametersForImport", IdOrArn,
     {Ext, Ext, No,  No,  Ext, Ext, No,  No}},
    {KeyOperation::GetPublicKey, "GetPublicKey", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::ImportKeyMaterial, "ImportKeyMaterial", IdOrArn,
     {Ext, Ext, No,  No,  Ext, Ext, No,  Ext}},
    {KeyOperation::ListAliases, "ListAliases", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::ListGrants, "ListGrants", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::ListKeyPolicies, "ListKeyPolicies", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::ListKeyRotations, "ListKeyRotations", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Uns, Ok,  Ok}},
    {KeyOperation::ListResourceTags, "ListResourceTags", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::PutKeyPolicy, "PutKeyPolicy", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::ReEncrypt, "ReEncrypt", Any,
     {Ok,  No,  No,  No,  No,  No,  No,  Ok}},
    {KeyOperation::ReplicateKey, "ReplicateKey", IdOrArn,
     {Ok,  No,  No,  No,  No,  Uns, No,  No}},
    {KeyOperation::RetireGrant, "RetireGrant", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::RevokeGrant, "RevokeGrant", IdOrArn,
     {Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::RotateKeyOnDemand, "RotateKeyOnDemand", IdOrArn,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::ScheduleKeyDeletion, "ScheduleKeyDeletion", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  No}},
    {KeyOperation::Sign, "Sign", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::TagResource, "TagResource", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::UntagResource, "UntagResource", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::UpdateAlias, "UpdateAlias", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::UpdateKeyDescription, "UpdateKeyDescription", IdOrArn,
     {Ok,  Ok,  No,  No,  Ok,  Ok,  Ok,  Ok}},
    {KeyOperation::UpdatePrimaryRegion, "UpdatePrimaryRegion", IdOrArn,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::Verify, "Verify", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    {KeyOperation::VerifyMac, "VerifyMac", Any,
     {Ok,  No,  No,  No,  No,  Uns, No,  Ok}},
    // clang-format on
};

constexpr bool rows_follow_the_enumeration() {
  for (std::size_t row = 0; row < std::size(kRules); ++row) {
    if (static_cast<std::size_t>(kRules[row].operation) != row) return false;
  }
  return std::size(kRules) == static_cast<std::size_t>(KeyOperation::VerifyMac) + 1;
}
static_assert(rows_follow_the_enumeration());

}  // namespace

std::span<const KeyStateRule> key_state_rules() { return kRules; }

const KeyStateRule& rule_of(KeyOperation operation) {
  return kRules[static_cast<std::size_t>(operation)];
}

Result<void> check_key_state(KeyOperation operation, const Key& key) {
  switch (rule_of(operation).verdicts[static_cast<std::size_t>(key.state)]) {
    case Verdict::Ok:
      break;
    case Verdict::Forbidden:
      return forbidden_by_state(key.state, key.arn);
    case Verdict::NotPending:
      return not_pending_deletion(key.arn);
    case Verdict::ExternalOnly:
      if (key.origin != Origin::External) return origin_not_valid(key.arn, key.origin);
      break;
    case Verdict::AwsKmsOnly:
      if (key.origin != Origin::AwsKms) return origin_not_valid(key.arn, key.origin);
      break;
    case Verdict::Unsupported:
      return unsupported_operation();
  }
  return {};
}

}  // namespace keytrail::kms
