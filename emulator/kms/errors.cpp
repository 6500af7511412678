#include "kms/errors.h"

#include "base/assert.h"

namespace keytrail::kms {
namespace {

ApiError constraint_failed(const std::string& subject, const std::string& rule) {
  return validation_exception("1 validation error detected: Value " + subject +
                              " failed to satisfy constraint: " + rule);
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

}  // namespace

ApiError key_not_found(const std::string& key_arn) {
  return {"NotFoundException", "Key '" + key_arn + "' does not exist"};
}
ApiError invalid_key_id(const std::string& given) {
  return {"NotFoundException", "Invalid keyId '" + given + "'"};
}
ApiError invalid_key_id_in_arn(const std::string& key_id) {
  return {"NotFoundException", "Invalid keyId " + key_id};
}
ApiError invalid_arn_region(const std::string& region) {
  return {"NotFoundException", "Invalid arn " + region};
}
ApiError invalid_arn(const std::string& given) {
  return {"InvalidArnException", "Invalid arn " + given};
}
ApiError alias_not_accepted() {
  return {"InvalidArnException", "Key Aliases are not supported for this operation."};
}
ApiError alias_not_found(const std::string& alias_arn) {
  return {"NotFoundException", "Alias " + alias_arn + " is not found."};
}

ApiError access_denied(const std::string& caller_arn, std::string_view operation,
                       const std::string& resource, const std::string& reason) {
  return {"AccessDeniedException",
          "User: " + caller_arn + " is not authorized to perform: kms:" + std::string(operation) +
              " on resource: " + resource + reason};
}
std::string because_no_resource_policy(std::string_view operation) {
  return " because no resource-based policy allows the kms:" + std::string(operation) + " action";
}
ApiError access_denied_to_stranger(const std::string& caller_arn, std::string_view operation,
                                   bool by_ciphertext) {
  return {"AccessDeniedException",
          "User: " + caller_arn + " is not authorized to perform: kms:" + std::string(operation) +
              (by_ciphertext ? " on the resource associated with this ciphertext"
                             : " on this resource") +
              " because the resource does not exist in this Region, no resource-based policies "
              "allow access, or a resource-based policy explicitly denies access"};
}

ApiError forbidden_by_state(KeyState state, const std::string& key_arn) {
  switch (state) {
    case KeyState::Enabled:
      break;
    case KeyState::Disabled:
      return {"DisabledException", key_arn + " is disabled."};
    // The guide also names DisabledException for these two; recordings show this one.
    case KeyState::PendingDeletion:
      return {"KMSInvalidStateException", key_arn + " is pending deletion."};
    case KeyState::PendingReplicaDeletion:
      return {"KMSInvalidStateException", key_arn + " is pending replica deletion."};
    case KeyState::PendingImport:
      return {"KMSInvalidStateException", key_arn + " is pending import."};
    case KeyState::Unavailable:
      return {"KMSInvalidStateException", key_arn + " is unavailable."};
    case KeyState::Creating:
      return {"KMSInvalidStateException", key_arn + " is creating."};
    case KeyState::Updating:
      return {"KMSInvalidStateException", key_arn + " is updating."};
  }
  KT_ASSERT(!"an enabled key forbids nothing by its state");
  return {};
}
ApiError not_pending_deletion(const std::string& key_arn) {
  return {"KMSInvalidStateException", key_arn + " is not pending deletion."};
}
ApiError origin_not_valid(const std::string& key_arn, Origin origin) {
  return {"UnsupportedOperationException", key_arn + " origin is " + std::string(text_of(origin)) +
                                               " which is not valid for this operation."};
}
ApiError unsupported_operation() { return {"UnsupportedOperationException", ""}; }
ApiError key_usage_not_valid(const std::string& key_arn, KeyUsage usage,
                             std::string_view operation) {
  return {"InvalidKeyUsageException", key_arn + " key usage is " + std::string(text_of(usage)) +
                                          " which is not valid for " + std::string(operation) +
                                          "."};
}
ApiError algorithm_incompatible(std::string_view algorithm, KeySpec spec) {
  return {"InvalidKeyUsageException", "Algorithm " + std::string(algorithm) +
                                          " is incompatible with key spec " +
                                          std::string(text_of(spec)) + "."};
}
ApiError no_data_key_of_asymmetric_key() {
  return {"InvalidKeyUsageException", "You cannot generate a data key with an asymmetric CMK"};
}
ApiError key_spec_not_supported(std::string_view member, const std::string& spec) {
  return {"UnsupportedOperationException",
          std::string(member) + " " + spec + " is not supported in this Region"};
}
ApiError wrapping_not_supported(const std::string& algorithm, const std::string& wrapping_spec) {
  return {"UnsupportedOperationException", "Wrapping algorithm " + algorithm +
                                               " is not supported with wrapping key spec " +
                                               wrapping_spec + "."};
}
ApiError wrapping_not_possible(const std::string& algorithm, const std::string& wrapping_spec,
                               KeySpec spec) {
  return {"UnsupportedOperationException",
          "Wrapping algorithm " + algorithm + " with wrapping key spec " + wrapping_spec +
              " is not supported for key spec " + std::string(text_of(spec)) + "."};
}

ApiError not_a_primary(const std::string& key_arn) {
  return {"UnsupportedOperationException", key_arn + " is not a multi-region primary key."};
}
// AWS's own text is not known.
ApiError replica_exists(const std::string& replica_arn) {
  return {"AlreadyExistsException", "The multi-Region key " + replica_arn + " already exists"};
}

// AWS's own texts about custom key stores are not known; the codes are the model's.
ApiError custom_key_store_not_found(const std::string& id) {
  return {"CustomKeyStoreNotFoundException", "Custom key store '" + id + "' does not exist."};
}
ApiError custom_key_store_name_in_use(const std::string& name) {
  return {"CustomKeyStoreNameInUseException",
          "A custom key store with the name " + name + " already exists."};
}
ApiError custom_key_store_state_invalid(const CustomKeyStore& store) {
  return {"CustomKeyStoreInvalidStateException",
          "The connection state " + std::string(text_of(store.state)) + " of custom key store " +
              store.id + " is not valid for this operation."};
}
ApiError custom_key_store_has_keys() {
  return {"CustomKeyStoreHasCMKsException",
          "The custom key store contains KMS keys: delete them first."};
}
ApiError custom_key_store_member_missing(std::string_view member) {
  return validation_exception("A custom key store of this type needs " + std::string(member) + ".");
}
ApiError custom_key_store_member_unexpected(std::string_view member) {
  return validation_exception("A custom key store of this type takes no " + std::string(member) +
                              ".");
}
ApiError custom_key_store_id_missing(Origin origin) {
  return validation_exception("The origin " + std::string(text_of(origin)) +
                              " needs a CustomKeyStoreId.");
}
ApiError custom_key_store_of_another_type(Origin origin) {
  return {"CustomKeyStoreInvalidStateException",
          "The custom key store holds no keys of origin " + std::string(text_of(origin)) + "."};
}
ApiError id_and_name_of_custom_key_store() {
  return validation_exception("CustomKeyStoreId and CustomKeyStoreName exclude each other.");
}
ApiError too_many_custom_key_stores() {
  return {"LimitExceededException", "There can be at most 10 custom key stores in a Region."};
}
ApiError only_symmetric_keys_in_custom_key_stores() {
  return {"UnsupportedOperationException",
          "Custom key stores hold symmetric encryption keys of one Region alone."};
}
ApiError cluster_in_use(const std::string& cluster_id) {
  return {"CloudHsmClusterInUseException",
          "The cluster " + cluster_id + " belongs to another custom key store."};
}
ApiError xks_proxy_uri_in_use() {
  return {"XksProxyUriInUseException",
          "The proxy's endpoint and path belong to another custom key store."};
}
ApiError xks_key_in_use() {
  return {"XksKeyAlreadyInUseException",
          "The external key belongs to another KMS key of this custom key store."};
}
ApiError xks_key_id_misplaced(bool is_missing) {
  return validation_exception(is_missing ? "The origin EXTERNAL_KEY_STORE needs an XksKeyId."
                                         : "An XksKeyId goes with EXTERNAL_KEY_STORE alone.");
}

ApiError no_material_pending_rotation(const std::string& key_arn) {
  return {"KMSInvalidStateException",
          "No available key material pending rotation for the key: " + key_arn + "."};
}
ApiError too_many_on_demand_rotations(const std::string& key_arn) {
  return {"LimitExceededException",
          "The on-demand rotations limit has been reached for the given keyId. No more on-demand "
          "rotations can be performed for this key: " +
              key_arn};
}
// AWS's own text is not known.
ApiError scheduled_rotation_near(const std::string& key_arn) {
  return {"ConflictException",
          "An automatic rotation of " + key_arn + " is due within the next 20 minutes."};
}

ApiError invalid_ciphertext() { return {"InvalidCiphertextException", ""}; }
ApiError incorrect_key() {
  return {"IncorrectKeyException",
          "The key ID in the request does not identify a CMK that can perform this operation."};
}
ApiError invalid_signature() { return {"KMSInvalidSignatureException", ""}; }
ApiError invalid_mac() { return {"KMSInvalidMacException", ""}; }
ApiError dry_run_would_succeed() {
  return {"DryRunOperationException",
          "The request would have succeeded, but the DryRun option is set."};
}

ApiError value_too_small(std::int64_t value, std::string_view path, std::int64_t minimum) {
  return constraint_failed(
      in_quotes(std::to_string(value)) + " at " + in_quotes(path),
      "Member must have value greater than or equal to " + std::to_string(minimum));
}
ApiError value_too_large(std::int64_t value, std::string_view path, std::int64_t maximum) {
  return constraint_failed(
      in_quotes(std::to_string(value)) + " at " + in_quotes(path),
      "Member must have value less than or equal to " + std::to_string(maximum));
}
ApiError member_missing(std::string_view path) {
  return constraint_failed("null at " + in_quotes(path), "Member must not be null");
}
ApiError encryption_context_unexpected(KeySpec spec) {
  return validation_exception("EncryptionContext is not supported with key spec " +
                              std::string(text_of(spec)) + ".");
}
ApiError plaintext_too_long(std::string_view algorithm, KeySpec spec, std::size_t bytes_max) {
  return validation_exception("Algorithm " + std::string(algorithm) + " and key spec " +
                              std::string(text_of(spec)) + " cannot encrypt data larger than " +
                              std::to_string(bytes_max) + " bytes.");
}
ApiError digest_length_invalid(std::string_view algorithm) {
  return validation_exception("Digest is invalid length for algorithm " + std::string(algorithm) +
                              ".");
}
ApiError message_type_incompatible(std::string_view type, std::string_view algorithm) {
  return validation_exception("Message type " + std::string(type) +
                              " is incompatible with algorithm " + std::string(algorithm) + ".");
}
ApiError message_type_incompatible(std::string_view type, KeySpec spec) {
  return validation_exception("Message type " + std::string(type) +
                              " is incompatible with key spec " + std::string(text_of(spec)) + ".");
}
// The text is ours: no recording of the one that AWS sends is known.
ApiError attestation_document_not_valid() {
  return {"ValidationException", "The attestation document cannot be verified."};
}
ApiError invalid_public_key() { return validation_exception(""); }
ApiError data_key_size_unclear() {
  return validation_exception("Please specify either number of bytes or key spec.");
}
ApiError number_of_bytes_required() { return validation_exception("NumberOfBytes is required."); }
ApiError key_spec_given_twice() {
  return validation_exception(
      "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
      "CustomerMasterKeySpec is deprecated.");
}
ApiError key_usage_missing() {
  return validation_exception(
      "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.");
}
ApiError key_usage_not_compatible(KeyUsage usage, KeySpec spec) {
  return validation_exception("KeyUsage " + std::string(text_of(usage)) +
                              " is not compatible with KeySpec " + std::string(text_of(spec)));
}
ApiError invalid_marker() { return {"InvalidMarkerException", "Could not deserialize marker"}; }

ApiError alias_prefix_missing() {
  return validation_exception(
      "Alias must start with the prefix \"alias/\". Please see "
      "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html");
}
ApiError alias_name_invalid() { return {"InvalidAliasNameException", ""}; }
ApiError alias_reserved() { return {"NotAuthorizedException", ""}; }
ApiError alias_exists(const std::string& alias_arn) {
  return {"AlreadyExistsException", "An alias with the name " + alias_arn + " already exists"};
}
ApiError alias_of_alias() {
  return validation_exception("Aliases must refer to keys. Not aliases");
}
ApiError alias_of_another_kind() {
  return validation_exception(
      "The current and the new KMS key of an alias must have the same type and the same key "
      "usage.");
}
ApiError too_many_aliases(const std::string& key_arn) {
  return {"LimitExceededException", "The alias limit has been reached for key " + key_arn};
}

ApiError too_many_tags() { return {"TagException", "Too many tags"}; }
ApiError reserved_tag() { return {"TagException", "Tags beginning with aws: are reserved"}; }
ApiError duplicate_tag_keys() { return {"TagException", "Duplicate tag keys"}; }

ApiError policy_not_found() { return {"NotFoundException", "No such policy exists"}; }
ApiError policy_invalid_json() {
  return {"MalformedPolicyDocumentException", "This policy contains invalid Json"};
}
ApiError malformed_policy(const std::string& what) {
  return {"MalformedPolicyDocumentException", "Policy document is malformed: " + what};
}
ApiError policy_with_invalid_principal() {
  return {"MalformedPolicyDocumentException",
          "Policy contains a statement with one or more invalid principals."};
}
ApiError policy_allows_too_much(std::string_view condition_key) {
  return {"MalformedPolicyDocumentException",
          "OverlyPermissiveCondition:" + std::string(condition_key) +
              ": Using the ForAllValues set operator with a single-valued condition key matches "
              "requests without the specified encryption context or with an unspecified encryption "
              "context. To fix, remove ForAllValues."};
}
ApiError policy_locks_out() {
  return {"MalformedPolicyDocumentException",
          "The new key policy will not allow you to update the key policy in the future."};
}
ApiError policy_too_long() {
  return {"LimitExceededException", "The key policy is longer than 32768 bytes"};
}

ApiError invalid_grant_token() {
  return {"InvalidGrantTokenException", "The grant token is invalid."};
}
ApiError invalid_grant_id() { return {"InvalidGrantIdException", "The grant ID is invalid."}; }
ApiError grant_not_found(const std::string& grant_id) {
  return {"NotFoundException", "Grant ID " + grant_id + " not found"};
}
ApiError grant_of_token_not_found() {
  return {"NotFoundException", "The grant of this grant token is not found"};
}
ApiError invalid_principal_arn() {
  return {"InvalidArnException", "ARN does not refer to a valid principal"};
}
ApiError one_grantee_required() {
  return validation_exception(
      "Specify exactly one of GranteePrincipal and GranteeServicePrincipal");
}
ApiError one_retiree_at_most() {
  return validation_exception(
      "Specify at most one of RetiringPrincipal and RetiringServicePrincipal");
}
ApiError service_grant_incomplete() {
  return validation_exception(
      "A grant with a GranteeServicePrincipal needs the SourceArn constraint and a retiring "
      "principal");
}
ApiError grant_operation_not_supported(const std::string& operation, const std::string& key_arn) {
  return validation_exception("Grant operation " + operation + " is not supported for key " +
                              key_arn);
}
ApiError constraint_not_supported(const std::string& key_arn) {
  return validation_exception("Encryption context constraints are not supported for key " +
                              key_arn);
}
ApiError constraint_too_large() {
  return validation_exception(
      "An encryption context constraint holds at most 8 pairs with values of at most 384 "
      "characters");
}
ApiError one_way_to_retire() {
  return validation_exception("Specify either a grant token, or a key ARN and a grant ID");
}
ApiError one_filter_of_grantees() {
  return validation_exception(
      "Specify at most one of GranteePrincipal and GranteeServicePrincipal");
}
ApiError retiree_required() {
  return validation_exception(
      "Specify exactly one of RetiringPrincipal and RetiringServicePrincipal");
}
ApiError too_many_grants(const std::string& key_arn) {
  return {"LimitExceededException", "The grant limit has been reached for key " + key_arn};
}

ApiError valid_to_missing() {
  return validation_exception(
      "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES");
}
ApiError valid_to_unexpected() {
  return validation_exception(
      "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE");
}
ApiError valid_to_out_of_range() {
  return validation_exception("The validTo date must be in the future, at most 365 days ahead");
}
ApiError material_id_with_new_material() {
  return validation_exception(
      "A KeyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL");
}
ApiError only_for_symmetric_keys(std::string_view member) {
  return validation_exception(std::string(member) +
                              " can only be specified for symmetric encryption keys.");
}
ApiError another_material_waits(const std::string& key_arn, const std::string& material_id,
                                const std::string& waiting_id) {
  return {"KMSInvalidStateException",
          "New key material (id: " + material_id + ") cannot be imported into KMS key " + key_arn +
              ", because another key material (id: " + waiting_id + ") is pending rotation."};
}
ApiError material_not_found(const std::string& material_id) {
  return {"NotFoundException", "Key material " + material_id + " is not found."};
}
ApiError invalid_import_token() {
  return {"InvalidImportTokenException",
          "The import token is invalid or is associated with a different KMS key."};
}
ApiError expired_import_token() {
  return {"ExpiredImportTokenException", "The import token has expired."};
}
ApiError incorrect_key_material() {
  return {"IncorrectKeyMaterialException",
          "The key material is invalid or is not the key material that this import calls for."};
}

}  // namespace keytrail::kms
