#include "kms/service.h"

#include "kms/custom_key_stores.h"
#include "kms/key_lookup.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/rotation.h"
#include "kms/timers.h"

namespace keytrail::kms {

// Cryptographic operations change nothing, so CloudTrail calls them reads (KMS guide, "Logging AWS
// KMS API calls with AWS CloudTrail").
const std::vector<Operation<State>>& operations() {
  constexpr auto kWrite = Access::Write;
  constexpr auto kOutput = ResponseElements::Output;
  static const std::vector<Operation<State>> rows{
      {.name = "CancelKeyDeletion",
       .handler = cancel_key_deletion,
       .access = kWrite,
       .response = kOutput},
      {.name = "ConnectCustomKeyStore", .handler = connect_custom_key_store, .access = kWrite},
      {.name = "CreateCustomKeyStore",
       .handler = create_custom_key_store,
       .access = kWrite,
       .response = kOutput},
      {.name = "CreateAlias", .handler = create_alias, .access = kWrite},
      {.name = "CreateGrant",
       .handler = create_grant,
       .access = kWrite,
       .response = kOutput,
       .unlogged = {"GrantTokens"}},
      {
          .name = "CreateKey",
          .handler = create_key,
          .access = kWrite,
          .response = kOutput,
      },
      {.name = "Decrypt",
       .handler = decrypt,
       .unlogged = {"CiphertextBlob", "Plaintext", "Recipient"}},
      {.name = "DeleteAlias", .handler = delete_alias, .access = kWrite},
      {.name = "DeleteCustomKeyStore", .handler = delete_custom_key_store, .access = kWrite},
      {.name = "DeleteImportedKeyMaterial",
       .handler = delete_imported_key_material,
       .access = kWrite,
       .response = kOutput},
      {.name = "DeriveSharedSecret",
       .handler = derive_shared_secret,
       .unlogged = {"GrantTokens", "Recipient"}},
      {.name = "DescribeCustomKeyStores", .handler = describe_custom_key_stores},
      {.name = "DescribeKey", .handler = describe_key, .unlogged = {"GrantTokens"}},
      {.name = "DisconnectCustomKeyStore",
       .handler = disconnect_custom_key_store,
       .access = kWrite},
      {.name = "DisableKey", .handler = disable_key, .access = kWrite},
      {.name = "DisableKeyRotation", .handler = disable_key_rotation, .access = kWrite},
      {.name = "EnableKey", .handler = enable_key, .access = kWrite},
      {.name = "EnableKeyRotation", .handler = enable_key_rotation, .access = kWrite},
      {.name = "Encrypt", .handler = encrypt, .unlogged = {"Plaintext", "CiphertextBlob"}},
      {.name = "GenerateDataKey",
       .handler = generate_data_key,
       .unlogged = {"Plaintext", "CiphertextBlob", "GrantTokens", "Recipient"}},
      {.name = "GenerateDataKeyPair",
       .handler = generate_data_key_pair,
       .unlogged = {"GrantTokens", "Recipient"}},
      {.name = "GenerateDataKeyPairWithoutPlaintext",
       .handler = generate_data_key_pair_without_plaintext,
       .unlogged = {"GrantTokens"}},
      {.name = "GenerateDataKeyWithoutPlaintext",
       .handler = generate_data_key_without_plaintext,
       .unlogged = {"CiphertextBlob", "GrantTokens"}},
      {.name = "GenerateMac", .handler = generate_mac, .unlogged = {"GrantTokens"}},
      {.name = "GenerateRandom",
       .handler = generate_random,
       .unlogged = {"Plaintext", "Recipient"}},
      {.name = "GetKeyLastUsage", .handler = get_key_last_usage},
      {.name = "GetKeyPolicy", .handler = get_key_policy},
      {.name = "GetKeyRotationStatus", .handler = get_key_rotation_status},
      {.name = "GetParametersForImport",
       .handler = get_parameters_for_import,
       .unlogged = {"ImportToken", "PublicKey"}},
      {.name = "GetPublicKey", .handler = get_public_key, .unlogged = {"GrantTokens"}},
      {.name = "ImportKeyMaterial",
       .handler = import_key_material,
       .access = kWrite,
       .response = kOutput,
       .unlogged = {"ImportToken", "EncryptedKeyMaterial"}},
      {.name = "ListAliases", .handler = list_aliases},
      {.name = "ListGrants", .handler = list_grants},
      {.name = "ListKeyPolicies", .handler = list_key_policies},
      {.name = "ListKeyRotations", .handler = list_key_rotations},
      {.name = "ListKeys", .handler = list_keys},
      {.name = "ListResourceTags", .handler = list_resource_tags},
      {.name = "ListRetirableGrants", .handler = list_retirable_grants},
      {.name = "PutKeyPolicy", .handler = put_key_policy, .access = kWrite},
      {.name = "ReEncrypt", .handler = re_encrypt, .unlogged = {"CiphertextBlob"}},
      {.name = "ReplicateKey", .handler = replicate_key, .access = kWrite, .response = kOutput},
      {.name = "RotateKeyOnDemand",
       .handler = rotate_key_on_demand,
       .access = kWrite,
       .response = kOutput},
      {.name = "RetireGrant", .handler = retire_grant, .access = kWrite},
      {.name = "RevokeGrant", .handler = revoke_grant, .access = kWrite},
      {.name = "ScheduleKeyDeletion",
       .handler = schedule_key_deletion,
       .access = kWrite,
       .response = kOutput},
      {.name = "Sign", .handler = sign, .unlogged = {"GrantTokens"}},
      {.name = "TagResource", .handler = tag_resource, .access = kWrite},
      {.name = "UntagResource", .handler = untag_resource, .access = kWrite},
      {.name = "UpdateAlias", .handler = update_alias, .access = kWrite},
      {.name = "UpdateCustomKeyStore", .handler = update_custom_key_store, .access = kWrite},
      {.name = "UpdateKeyDescription", .handler = update_key_description, .access = kWrite},
      {.name = "UpdatePrimaryRegion", .handler = update_primary_region, .access = kWrite},
      {.name = "Verify", .handler = verify, .unlogged = {"GrantTokens"}},
      {.name = "VerifyMac", .handler = verify_mac, .unlogged = {"GrantTokens"}},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{
      {kDeleteKeyTimer, delete_key},         {kExpireMaterialTimer, expire_material},
      {kRotateKeyTimer, rotate_by_schedule}, {kEndTransitionTimer, end_transition},
      {kKeyStoreTimer, end_connecting},
  };
  return rows;
}

std::optional<std::string> resolve_key_arn(const State& kms, const Scope& scope,
                                           const std::string& key_id) {
  const Result<const Key*> key = find_key(kms, scope, key_id, KeyIdForms::AliasToo);
  if (!key.ok()) return std::nullopt;
  return key.value()->arn;
}

}  // namespace keytrail::kms
