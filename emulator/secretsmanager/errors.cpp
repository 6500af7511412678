#include "secretsmanager/errors.h"

namespace keytrail::secretsmanager {
namespace {

ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message)};
}
ApiError invalid_request(std::string message) {
  return {"InvalidRequestException", std::move(message)};
}
ApiError not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message)};
}
ApiError exists(std::string message) { return {"ResourceExistsException", std::move(message)}; }

// How Secrets Manager wraps the words of KMS: as the AWS SDK for Java prints an exception.
std::string kms_words(const ApiError& kms, const std::string& request_id) {
  return (kms.message.empty() ? "null" : kms.message) +
         " (Service: AWSKMS; Status Code: " + std::to_string(kms.status) +
         "; Error Code: " + kms.code + "; Request ID: " + request_id + "; Proxy: null)";
}

}  // namespace

ApiError invalid_name() {
  return validation_exception(
      "Invalid name. Must be a valid name containing alphanumeric characters, or any of the "
      "following: -/_+=.@!");
}
ApiError secret_not_found() {
  return not_found("Secrets Manager can't find the specified secret.");
}
ApiError secret_marked_for_deletion() {
  return invalid_request(
      "You can't perform this operation on the secret because it was marked for deletion.");
}
ApiError secret_exists(const std::string& name) {
  return exists("The operation failed because the secret " + name + " already exists.");
}
ApiError name_scheduled_for_deletion() {
  return invalid_request(
      "You can't create this secret because a secret with this name is already scheduled for "
      "deletion.");
}

ApiError version_not_found(const std::string& version_id) {
  return not_found("Secrets Manager can't find the specified secret value for VersionId: " +
                   version_id);
}
ApiError stage_not_found(const std::string& stage) {
  return not_found("Secrets Manager can't find the specified secret value for staging label: " +
                   stage);
}
ApiError stage_not_on_version() {
  return invalid_request(
      "You provided a VersionStage that is not associated to the provided VersionId.");
}
ApiError stage_move_missing() {
  return invalid_parameter("You must provide MoveToVersionId, RemoveFromVersionId, or both.");
}
ApiError remove_from_version_missing(const std::string& stage, const std::string& holder) {
  return invalid_parameter("The parameter RemoveFromVersionId can't be empty. Staging label " +
                           stage + " is currently attached to version " + holder +
                           ", so you must explicitly reference that version in "
                           "RemoveFromVersionId.");
}
ApiError remove_from_version_mismatch(const std::string& stage) {
  return invalid_parameter("When you move staging label " + stage +
                           ", if you specify RemoveFromVersionId, it must be set to the version "
                           "that currently has the staging label " +
                           stage + ".");
}
ApiError current_stage_cannot_be_detached() {
  return invalid_parameter(
      "You can only move staging label AWSCURRENT to a different secret version. It can\u2019t be "
      "completely removed.");
}
ApiError too_many_stages() {
  return {"LimitExceededException", "A secret can have at most 20 staging labels."};
}

ApiError client_request_token_missing() {
  return invalid_request(
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
}
ApiError client_request_token_in_use(const std::string& token, const std::string& arn) {
  return exists("You can't use ClientRequestToken " + token +
                " because that value is already in use for a version of secret " + arn + ".");
}
ApiError secret_value_missing() {
  return invalid_request("You must provide either SecretString or SecretBinary.");
}
ApiError secret_value_given_twice() {
  return invalid_parameter(
      "You can't specify both a binary secret value and a string secret value in the same "
      "secret.");
}

ApiError recovery_window_out_of_range() {
  return invalid_parameter("RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
}
ApiError recovery_window_with_forced_deletion() {
  return invalid_parameter(
      "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
}
ApiError invalid_next_token() {
  return {"InvalidNextTokenException", "The NextToken value is invalid."};
}
ApiError filter_incomplete() {
  return invalid_parameter("Each filter must have a Key and at least one value in Values.");
}
ApiError secret_ids_or_filters_required() {
  return invalid_parameter("You must provide either SecretIdList or Filters, but not both.");
}
ApiError max_results_without_filters() {
  return invalid_parameter("You can use MaxResults and NextToken only with Filters.");
}
ApiError tag_key_missing() { return invalid_parameter("Each tag must have a Key."); }
ApiError too_many_tags() { return invalid_parameter("A secret can have at most 50 tags."); }
ApiError malformed_policy() {
  return {"MalformedPolicyDocumentException", "This resource policy contains invalid Json"};
}
ApiError password_too_short() {
  return invalid_parameter("Password length is too short based on the required types.");
}
ApiError password_characters_all_excluded() {
  return invalid_parameter("All characters have been excluded from selection.");
}
ApiError password_required_characters_excluded() {
  return invalid_parameter("All characters of a required type have been excluded.");
}

ApiError public_policy_blocked() {
  return {"PublicPolicyException",
          "This resource policy grants broad access to your secret. Turn off BlockPublicPolicy to "
          "attach it nevertheless."};
}

ApiError rotation_token_missing() {
  return invalid_parameter(
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.");
}
ApiError rotation_function_missing() {
  return invalid_request("No Lambda rotation function ARN is associated with this secret.");
}
ApiError invalid_function_arn() {
  return invalid_parameter("RotationLambdaARN must be the ARN of a Lambda function.");
}
ApiError rotation_incomplete() {
  return invalid_request("A previous rotation isn't complete. That rotation will be reattempted.");
}
ApiError rotation_not_configured() {
  return invalid_request("You can't cancel the rotation of a secret that has none configured.");
}
ApiError schedule_given_twice() {
  return invalid_parameter(
      "You can't specify both AutomaticallyAfterDays and ScheduleExpression in RotationRules.");
}
ApiError invalid_schedule() {
  return invalid_parameter(
      "ScheduleExpression must be rate() of at least 4 hours, or cron() with 0 as the minutes and "
      "* as the year.");
}
ApiError invalid_duration() { return invalid_parameter("Duration must be from 1h to 24h."); }

ApiError not_on_a_replica() {
  return invalid_request(
      "Operation not permitted on a replica secret. Call must be made in primary secret's region.");
}
ApiError not_a_replica() { return invalid_request("The secret is not a replica secret."); }
ApiError invalid_replica_region(const std::string& region) {
  return invalid_parameter("Invalid replica region: " + region);
}
ApiError replica_in_own_region(const std::string& region) {
  return invalid_parameter("You can't replicate a secret to the region it is in: " + region);
}
ApiError no_such_replica(const std::string& region) {
  return invalid_parameter("The secret is not replicated to the region " + region);
}
ApiError has_replicas(const std::string& name, const std::vector<std::string>& regions) {
  std::string list;
  for (const std::string& region : regions) list += (list.empty() ? "" : ", ") + region;
  return invalid_request("You can't delete secret " + name + " that still has replica regions [" +
                         list + "]");
}

ApiError decryption_failure(const ApiError& kms, const std::string& request_id) {
  return {"DecryptionFailure",
          "Secrets Manager can't decrypt the secret value: " + kms_words(kms, request_id)};
}
ApiError encryption_failure(const ApiError& kms, const std::string& request_id) {
  return {"EncryptionFailure",
          "Secrets Manager can't encrypt the secret value: " + kms_words(kms, request_id)};
}
ApiError kms_access_denied() { return {"AccessDeniedException", "Access to KMS is not allowed"}; }
ApiError sealed_value_damaged() {
  return {"InternalServiceError", "The stored secret value is damaged.", 500};
}

}  // namespace keytrail::secretsmanager
