// Every error of Secrets Manager, by name. The texts are AWS's: people's metric filters match them.
#pragma once

#include <string>
#include <vector>

#include "base/api_error.h"

namespace keytrail::secretsmanager {

// ---- which secret, in which state ----
ApiError invalid_name();
ApiError secret_not_found();
// What the documented alarm for a scheduled secret looks for ("*secret because it was marked for
// deletion*").
ApiError secret_marked_for_deletion();
ApiError secret_exists(const std::string& name);
ApiError name_scheduled_for_deletion();

// ---- which version ----
ApiError version_not_found(const std::string& version_id);
ApiError stage_not_found(const std::string& stage);
ApiError stage_not_on_version();
ApiError stage_move_missing();
ApiError remove_from_version_missing(const std::string& stage, const std::string& holder);
ApiError remove_from_version_mismatch(const std::string& stage);
ApiError current_stage_cannot_be_detached();
ApiError too_many_stages();

// ---- values and tokens ----
ApiError client_request_token_missing();
ApiError client_request_token_in_use(const std::string& token, const std::string& arn);
ApiError secret_value_missing();
ApiError secret_value_given_twice();

// ---- parameters ----
ApiError recovery_window_out_of_range();
ApiError recovery_window_with_forced_deletion();
ApiError invalid_next_token();
ApiError filter_incomplete();
ApiError secret_ids_or_filters_required();
ApiError max_results_without_filters();
ApiError tag_key_missing();
ApiError too_many_tags();
ApiError malformed_policy();
ApiError password_too_short();
ApiError password_characters_all_excluded();
ApiError password_required_characters_excluded();

ApiError public_policy_blocked();

// ---- rotation ----
ApiError rotation_token_missing();
ApiError rotation_function_missing();
ApiError invalid_function_arn();
ApiError rotation_incomplete();
ApiError rotation_not_configured();
ApiError schedule_given_twice();
ApiError invalid_schedule();
ApiError invalid_duration();

// ---- replication ----
ApiError not_on_a_replica();
ApiError not_a_replica();
ApiError invalid_replica_region(const std::string& region);
ApiError replica_in_own_region(const std::string& region);
ApiError no_such_replica(const std::string& region);
ApiError has_replicas(const std::string& name, const std::vector<std::string>& regions);

// ---- KMS ----
// `kms` is what KMS answered; `request_id` is the KMS call's.
ApiError decryption_failure(const ApiError& kms, const std::string& request_id);
ApiError encryption_failure(const ApiError& kms, const std::string& request_id);
ApiError kms_access_denied();
// The database was changed by someone else: what it holds is not what was sealed.
ApiError sealed_value_damaged();

}  // namespace keytrail::secretsmanager
