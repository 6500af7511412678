// Which operation a key's state allows, as data: one row per operation, one column per state,
// transcribed from the KMS guide ("Key states of AWS KMS keys").
#pragma once

#include <array>
#include <span>
#include <string_view>

#include "base/result.h"
#include "kms/state.h"

namespace keytrail::kms {

// The operations that name a key. The order is that of the rows.
enum class KeyOperation {
  CancelKeyDeletion,
  CreateAlias,
  CreateGrant,
  Decrypt,
  DeleteAlias,
  DeleteImportedKeyMaterial,
  DeriveSharedSecret,
  DescribeKey,
  DisableKey,
  DisableKeyRotation,
  EnableKey,
  EnableKeyRotation,
  Encrypt,
  GenerateDataKey,
  GenerateDataKeyPair,
  GenerateDataKeyPairWithoutPlaintext,
  GenerateDataKeyWithoutPlaintext,
  GenerateMac,
  GetKeyLastUsage,
  GetKeyPolicy,
  GetKeyRotationStatus,
  GetParametersForImport,
  GetPublicKey,
  ImportKeyMaterial,
  ListAliases,
  ListGrants,
  ListKeyPolicies,
  ListKeyRotations,
  ListResourceTags,
  PutKeyPolicy,
  ReEncrypt,
  ReplicateKey,
  RetireGrant,
  RevokeGrant,
  RotateKeyOnDemand,
  ScheduleKeyDeletion,
  Sign,
  TagResource,
  UntagResource,
  UpdateAlias,
  UpdateKeyDescription,
  UpdatePrimaryRegion,
  Verify,
  VerifyMac,
};

enum class Verdict {
  Ok,
  Forbidden,     // The state's own error: "<key ARN> is disabled.", "… is pending deletion.", …
  NotPending,    // "<key ARN> is not pending deletion."
  ExternalOnly,  // Keys with imported material only, else the origin's error.
  AwsKmsOnly,    // Keys with KMS's own material only, else the origin's error.
  Unsupported,   // UnsupportedOperationException: no such key gets into this state.
};

// Which forms of KeyId an operation takes: everything else than these wants an id or an ARN.
enum class KeyIdForms { IdOrArn, AliasToo };

struct KeyStateRule {
  KeyOperation operation;
  std::string_view name;
  KeyIdForms forms;
  std::array<Verdict, kKeyStateCount> verdicts;
};

std::span<const KeyStateRule> key_state_rules();
const KeyStateRule& rule_of(KeyOperation operation);

// The error's text names the key by ARN, whatever form the caller used.
Result<void> check_key_state(KeyOperation operation, const Key& key);

}  // namespace keytrail::kms
