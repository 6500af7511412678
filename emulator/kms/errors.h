// Every error of KMS, one maker each. People's metric filters match on these texts, so each has a
// golden test. Where AWS sends no text, neither do we.
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"
#include "kms/state.h"

namespace keytrail::kms {

// ---- naming a key (KMS API reference, "KeyId") ----
ApiError key_not_found(const std::string& key_arn);
ApiError invalid_key_id(const std::string& given);
// The same inside an ARN, where AWS leaves out the quotes.
ApiError invalid_key_id_in_arn(const std::string& key_id);
ApiError invalid_arn_region(const std::string& region);
ApiError invalid_arn(const std::string& given);
ApiError alias_not_accepted();
ApiError alias_not_found(const std::string& alias_arn);

// ---- leave ----
// `reason` is the end of the sentence, from " because …" or " with …" on.
ApiError access_denied(const std::string& caller_arn, std::string_view operation,
                       const std::string& resource, const std::string& reason);
std::string because_no_resource_policy(std::string_view operation);
// Does not tell another account's caller whether the key is there.
ApiError access_denied_to_stranger(const std::string& caller_arn, std::string_view operation,
                                   bool by_ciphertext);

// ---- state, origin, usage (KMS guide, "Key states of AWS KMS keys") ----
// What a key in `state`, any but Enabled, answers to an operation that the state forbids.
ApiError forbidden_by_state(KeyState state, const std::string& key_arn);
ApiError not_pending_deletion(const std::string& key_arn);
ApiError origin_not_valid(const std::string& key_arn, Origin origin);
ApiError unsupported_operation();
ApiError key_usage_not_valid(const std::string& key_arn, KeyUsage usage,
                             std::string_view operation);
ApiError algorithm_incompatible(std::string_view algorithm, KeySpec spec);
ApiError no_data_key_of_asymmetric_key();
// For specs that AWS does not offer in a Region, and those that keytrail does not have.
ApiError key_spec_not_supported(std::string_view member, const std::string& spec);
ApiError wrapping_not_supported(const std::string& algorithm, const std::string& wrapping_spec);
ApiError wrapping_not_possible(const std::string& algorithm, const std::string& wrapping_spec,
                               KeySpec spec);

// ---- multi-Region keys ----
ApiError not_a_primary(const std::string& key_arn);
ApiError replica_exists(const std::string& replica_arn);

// ---- custom key stores ----
ApiError custom_key_store_not_found(const std::string& id);
ApiError custom_key_store_name_in_use(const std::string& name);
ApiError custom_key_store_state_invalid(const CustomKeyStore& store);
ApiError custom_key_store_has_keys();
ApiError custom_key_store_member_missing(std::string_view member);
ApiError custom_key_store_member_unexpected(std::string_view member);
ApiError custom_key_store_id_missing(Origin origin);
ApiError custom_key_store_of_another_type(Origin origin);
ApiError id_and_name_of_custom_key_store();
ApiError too_many_custom_key_stores();
ApiError only_symmetric_keys_in_custom_key_stores();
ApiError cluster_in_use(const std::string& cluster_id);
ApiError xks_proxy_uri_in_use();
ApiError xks_key_in_use();
ApiError xks_key_id_misplaced(bool is_missing);

// ---- rotation ----
ApiError no_material_pending_rotation(const std::string& key_arn);
ApiError too_many_on_demand_rotations(const std::string& key_arn);
ApiError scheduled_rotation_near(const std::string& key_arn);

// ---- cryptography ----
ApiError invalid_ciphertext();
ApiError incorrect_key();
ApiError invalid_signature();
ApiError invalid_mac();
ApiError dry_run_would_succeed();

// ---- parameters the model alone cannot judge ----
ApiError value_too_small(std::int64_t value, std::string_view path, std::int64_t minimum);
ApiError value_too_large(std::int64_t value, std::string_view path, std::int64_t maximum);
ApiError member_missing(std::string_view path);
ApiError encryption_context_unexpected(KeySpec spec);
ApiError plaintext_too_long(std::string_view algorithm, KeySpec spec, std::size_t bytes_max);
ApiError digest_length_invalid(std::string_view algorithm);
ApiError message_type_incompatible(std::string_view type, std::string_view algorithm);
ApiError message_type_incompatible(std::string_view type, KeySpec spec);
ApiError invalid_public_key();
ApiError attestation_document_not_valid();
ApiError data_key_size_unclear();
ApiError number_of_bytes_required();
ApiError key_spec_given_twice();
ApiError key_usage_missing();
ApiError key_usage_not_compatible(KeyUsage usage, KeySpec spec);
ApiError invalid_marker();

// ---- aliases ----
ApiError alias_prefix_missing();
ApiError alias_name_invalid();
ApiError alias_reserved();
ApiError alias_exists(const std::string& alias_arn);
ApiError alias_of_alias();
ApiError alias_of_another_kind();
ApiError too_many_aliases(const std::string& key_arn);

// ---- tags and policies ----
ApiError too_many_tags();
ApiError reserved_tag();
ApiError duplicate_tag_keys();
ApiError policy_not_found();
ApiError policy_invalid_json();
ApiError malformed_policy(const std::string& what);
ApiError policy_with_invalid_principal();
ApiError policy_allows_too_much(std::string_view condition_key);
ApiError policy_locks_out();
ApiError policy_too_long();

// ---- grants ----
ApiError invalid_grant_token();
ApiError invalid_grant_id();
ApiError grant_not_found(const std::string& grant_id);
ApiError grant_of_token_not_found();
ApiError invalid_principal_arn();
ApiError one_grantee_required();
ApiError one_retiree_at_most();
ApiError service_grant_incomplete();
ApiError grant_operation_not_supported(const std::string& operation, const std::string& key_arn);
ApiError constraint_not_supported(const std::string& key_arn);
ApiError constraint_too_large();
ApiError one_way_to_retire();
ApiError one_filter_of_grantees();
ApiError retiree_required();
ApiError too_many_grants(const std::string& key_arn);

// ---- imported key material ----
ApiError valid_to_missing();
ApiError valid_to_unexpected();
ApiError valid_to_out_of_range();
ApiError material_id_with_new_material();
ApiError only_for_symmetric_keys(std::string_view member);
ApiError another_material_waits(const std::string& key_arn, const std::string& material_id,
                                const std::string& waiting_id);
ApiError material_not_found(const std::string& material_id);
ApiError invalid_import_token();
ApiError expired_import_token();
ApiError incorrect_key_material();

}  // namespace keytrail::kms
