// Golden: code and text of every error. People's metric filters match on these.
#include "kms/errors.h"

#include <gtest/gtest.h>

namespace keytrail::kms {
namespace {

TEST(KmsErrors, HaveTheCodesAndTextsOfAws) {
  const std::string arn = "arn:aws:kms:us-east-1:123456789012:key/k";
  const std::string alias = "arn:aws:kms:us-east-1:123456789012:alias/a";
  struct Row {
    ApiError error;
    const char* code;
    std::string message;
  };
  const char* kValidation = "ValidationException";
  const char* kNotFound = "NotFoundException";
  const char* kState = "KMSInvalidStateException";
  const char* kUnsupported = "UnsupportedOperationException";
  const char* kMalformed = "MalformedPolicyDocumentException";
  const Row rows[] = {
      {key_not_found(arn), kNotFound, "Key '" + arn + "' does not exist"},
      {invalid_key_id("x"), kNotFound, "Invalid keyId 'x'"},
      {invalid_arn_region("eu-west-1"), kNotFound, "Invalid arn eu-west-1"},
      {invalid_arn("arn:x"), "InvalidArnException", "Invalid arn arn:x"},
      {alias_not_found(alias), kNotFound, "Alias " + alias + " is not found."},
      {access_denied("arn:aws:iam::123456789012:user/u", "DisableKey", arn,
                     because_no_resource_policy("DisableKey")),
       "AccessDeniedException",
       "User: arn:aws:iam::123456789012:user/u is not authorized to perform: kms:DisableKey on "
       "resource: " +
           arn + " because no resource-based policy allows the kms:DisableKey action"},
      {forbidden_by_state(KeyState::Disabled, arn), "DisabledException", arn + " is disabled."},
      {forbidden_by_state(KeyState::PendingDeletion, arn), kState, arn + " is pending deletion."},
      {forbidden_by_state(KeyState::PendingReplicaDeletion, arn), kState,
       arn + " is pending replica deletion."},
      {forbidden_by_state(KeyState::PendingImport, arn), kState, arn + " is pending import."},
      {forbidden_by_state(KeyState::Unavailable, arn), kState, arn + " is unavailable."},
      {forbidden_by_state(KeyState::Creating, arn), kState, arn + " is creating."},
      {forbidden_by_state(KeyState::Updating, arn), kState, arn + " is updating."},
      {not_pending_deletion(arn), kState, arn + " is not pending deletion."},
      {origin_not_valid(arn, Origin::AwsKms), kUnsupported,
       arn + " origin is AWS_KMS which is not valid for this operation."},
      {origin_not_valid(arn, Origin::External), kUnsupported,
       arn + " origin is EXTERNAL which is not valid for this operation."},
      {unsupported_operation(), kUnsupported, ""},
      {key_usage_not_valid(arn, KeyUsage::SignVerify, "Encrypt"), "InvalidKeyUsageException",
       arn + " key usage is SIGN_VERIFY which is not valid for Encrypt."},
      {algorithm_incompatible("HMAC_SHA_256", KeySpec::Hmac224), "InvalidKeyUsageException",
       "Algorithm HMAC_SHA_256 is incompatible with key spec HMAC_224."},
      {no_data_key_of_asymmetric_key(), "InvalidKeyUsageException",
       "You cannot generate a data key with an asymmetric CMK"},
      {invalid_key_id_in_arn("x"), kNotFound, "Invalid keyId x"},
      {alias_not_accepted(), "InvalidArnException",
       "Key Aliases are not supported for this operation."},
      {key_spec_not_supported("KeySpec", "SM2"), kUnsupported,
       "KeySpec SM2 is not supported in this Region"},
      {wrapping_not_supported("SM2PKE", "SM2"), kUnsupported,
       "Wrapping algorithm SM2PKE is not supported with wrapping key spec SM2."},
      {wrapping_not_possible("RSAES_OAEP_SHA_1", "RSA_4096", KeySpec::Rsa2048), kUnsupported,
       "Wrapping algorithm RSAES_OAEP_SHA_1 with wrapping key spec RSA_4096 is not supported for "
       "key spec RSA_2048."},
      {invalid_ciphertext(), "InvalidCiphertextException", ""},
      {invalid_signature(), "KMSInvalidSignatureException", ""},
      {invalid_mac(), "KMSInvalidMacException", ""},
      {incorrect_key(), "IncorrectKeyException",
       "The key ID in the request does not identify a CMK that can perform this operation."},
      {dry_run_would_succeed(), "DryRunOperationException",
       "The request would have succeeded, but the DryRun option is set."},
      {attestation_document_not_valid(), kValidation,
       "The attestation document cannot be verified."},
      {value_too_small(6, "pendingWindowInDays", 7), kValidation,
       "1 validation error detected: Value '6' at 'pendingWindowInDays' failed to satisfy "
       "constraint: Member must have value greater than or equal to 7"},
      {value_too_large(31, "pendingWindowInDays", 30), kValidation,
       "1 validation error detected: Value '31' at 'pendingWindowInDays' failed to satisfy "
       "constraint: Member must have value less than or equal to 30"},
      {member_missing("ciphertextBlob"), kValidation,
       "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy "
       "constraint: Member must not be null"},
      {encryption_context_unexpected(KeySpec::Rsa2048), kValidation,
       "EncryptionContext is not supported with key spec RSA_2048."},
      {plaintext_too_long("RSAES_OAEP_SHA_256", KeySpec::Rsa2048, 190), kValidation,
       "Algorithm RSAES_OAEP_SHA_256 and key spec RSA_2048 cannot encrypt data larger than 190 "
       "bytes."},
      {digest_length_invalid("ECDSA_SHA_384"), kValidation,
       "Digest is invalid length for algorithm ECDSA_SHA_384."},
      {message_type_incompatible("RAW", "ED25519_PH_SHA_512"), kValidation,
       "Message type RAW is incompatible with algorithm ED25519_PH_SHA_512."},
      {message_type_incompatible("EXTERNAL_MU", KeySpec::EccNistP256), kValidation,
       "Message type EXTERNAL_MU is incompatible with key spec ECC_NIST_P256."},
      {invalid_public_key(), kValidation, ""},
      {data_key_size_unclear(), kValidation, "Please specify either number of bytes or key spec."},
      {number_of_bytes_required(), kValidation, "NumberOfBytes is required."},
      {key_spec_given_twice(), kValidation,
       "You cannot specify KeySpec and CustomerMasterKeySpec in the same request. "
       "CustomerMasterKeySpec is deprecated."},
      {key_usage_missing(), kValidation,
       "You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys."},
      {key_usage_not_compatible(KeyUsage::KeyAgreement, KeySpec::Rsa2048), kValidation,
       "KeyUsage KEY_AGREEMENT is not compatible with KeySpec RSA_2048"},
      {invalid_marker(), "InvalidMarkerException", "Could not deserialize marker"},
      {alias_prefix_missing(), kValidation,
       "Alias must start with the prefix \"alias/\". Please see "
       "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"},
      {alias_name_invalid(), "InvalidAliasNameException", ""},
      {alias_reserved(), "NotAuthorizedException", ""},
      {alias_exists(alias), "AlreadyExistsException",
       "An alias with the name " + alias + " already exists"},
      {alias_of_alias(), kValidation, "Aliases must refer to keys. Not aliases"},
      {alias_of_another_kind(), kValidation,
       "The current and the new KMS key of an alias must have the same type and the same key "
       "usage."},
      {too_many_aliases(arn), "LimitExceededException",
       "The alias limit has been reached for key " + arn},
      {too_many_tags(), "TagException", "Too many tags"},
      {reserved_tag(), "TagException", "Tags beginning with aws: are reserved"},
      {duplicate_tag_keys(), "TagException", "Duplicate tag keys"},
      {policy_not_found(), kNotFound, "No such policy exists"},
      {policy_invalid_json(), kMalformed, "This policy contains invalid Json"},
      {policy_with_invalid_principal(), kMalformed,
       "Policy contains a statement with one or more invalid principals."},
      {policy_locks_out(), kMalformed,
       "The new key policy will not allow you to update the key policy in the future."},
      {policy_too_long(), "LimitExceededException", "The key policy is longer than 32768 bytes"},
      {valid_to_missing(), kValidation,
       "A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES"},
      {valid_to_unexpected(), kValidation,
       "A validTo date must not be set if the ExpirationModel is KEY_MATERIAL_DOES_NOT_EXPIRE"},
      {valid_to_out_of_range(), kValidation,
       "The validTo date must be in the future, at most 365 days ahead"},
      {material_id_with_new_material(), kValidation,
       "A KeyMaterialId must not be set if the ImportType is NEW_KEY_MATERIAL"},
      {only_for_symmetric_keys("ImportType"), kValidation,
       "ImportType can only be specified for symmetric encryption keys."},
      {material_not_found("ab"), kNotFound, "Key material ab is not found."},
      {invalid_import_token(), "InvalidImportTokenException",
       "The import token is invalid or is associated with a different KMS key."},
      {expired_import_token(), "ExpiredImportTokenException", "The import token has expired."},
      {incorrect_key_material(), "IncorrectKeyMaterialException",
       "The key material is invalid or is not the key material that this import calls for."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(row.error.code, row.code) << row.message;
    EXPECT_EQ(row.error.message, row.message);
    EXPECT_EQ(row.error.status, 400) << row.message;
  }
}

}  // namespace
}  // namespace keytrail::kms
