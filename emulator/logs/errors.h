// CloudWatch Logs' errors, one named maker each, with AWS's texts. All of them are HTTP 400, the
// "not found" ones included. Texts marked "ours" are not known from AWS.
#pragma once

#include <string>

#include "base/api_error.h"

namespace keytrail::logs::errors {

inline ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterException", std::move(message)};
}
inline ApiError not_found(std::string message) {
  return {"ResourceNotFoundException", std::move(message)};
}
inline ApiError resource_limit_exceeded() {
  return {"LimitExceededException", "Resource limit exceeded."};
}

// ---- groups and streams ----
inline ApiError group_not_found() { return not_found("The specified log group does not exist."); }
inline ApiError stream_not_found() { return not_found("The specified log stream does not exist."); }
inline ApiError group_exists() {
  return {"ResourceAlreadyExistsException", "The specified log group already exists"};
}
inline ApiError stream_exists() {
  return {"ResourceAlreadyExistsException", "The specified log stream already exists"};
}
inline ApiError group_name_is_reserved() {
  return invalid_parameter("Log groups starting with AWS/ are reserved for AWS.");
}
inline ApiError group_is_protected() {  // Ours.
  return {"ValidationException", "The specified log group is protected from deletion."};
}
inline ApiError name_and_identifier() {
  return {"ValidationException",
          "LogGroup name and LogGroup ARN are mutually exclusive parameters."};
}
inline ApiError neither_name_nor_identifier() {  // Ours.
  return {"ValidationException", "Either logGroupName or logGroupIdentifier must be specified."};
}
inline ApiError prefix_and_pattern() {
  return invalid_parameter(
      "LogGroup name prefix and LogGroup name pattern are mutually exclusive parameters.");
}
inline ApiError identifiers_and_other_filters() {  // Ours.
  return invalid_parameter("logGroupIdentifiers cannot be combined with another filter.");
}
inline ApiError invalid_retention(std::int64_t days, const std::string& valid) {
  return invalid_parameter("1 validation error detected: Value '" + std::to_string(days) +
                           "' at 'retentionInDays' failed to satisfy constraint: Member must "
                           "satisfy enum value set: [" +
                           valid + "]");
}
inline ApiError order_by_time_with_prefix() {
  return invalid_parameter("Cannot order by LastEventTime with a logStreamNamePrefix.");
}
inline ApiError too_many_tags() {  // Ours.
  return {"TooManyTagsException", "A log group can have no more than 50 tags."};
}

// ---- encryption ----
inline ApiError kms_key_not_found() {
  return invalid_parameter("The specified KMS Key Id could not be found.");
}
// What AWS is seen to answer, at least since 2023, where the key's policy does not let Logs in.
// That events are refused likewise once their group's key does not serve is ours.
inline ApiError kms_key_not_allowed(const std::string& group_arn) {
  return {"AccessDeniedException",
          "The specified KMS key does not exist or is not allowed to be used with Arn '" +
              group_arn + "'"};
}
inline ApiError kms_key_unusable(const std::string& reason) {  // Ours; AWS documents the code.
  return invalid_parameter("The specified KMS Key Id cannot be used: " + reason);
}
inline ApiError group_and_resource_identifier() {  // Ours.
  return invalid_parameter("Specify either logGroupName or resourceIdentifier, not both.");
}
inline ApiError neither_group_nor_resource_identifier() {  // Ours.
  return invalid_parameter("Either logGroupName or resourceIdentifier must be specified.");
}
inline ApiError event_damaged() {  // Ours: of a database that somebody changed.
  return {"ServiceUnavailableException", "A log event cannot be decrypted.", 500};
}

// ---- events ----
inline ApiError invalid_next_token() {
  return invalid_parameter("The specified nextToken is invalid.");
}
inline ApiError not_chronological() {
  return invalid_parameter(
      "Log events in a single PutLogEvents request must be in chronological order.");
}
inline ApiError batch_spans_too_long() {
  return invalid_parameter(
      "The batch of log events in a single PutLogEvents request cannot span more than 24 hours.");
}
inline ApiError batch_too_large(std::size_t bytes, std::size_t bytes_max) {
  return invalid_parameter("Upload too large: " + std::to_string(bytes) +
                           " bytes exceeds limit of " + std::to_string(bytes_max));
}
inline ApiError names_and_prefix() {  // Ours.
  return invalid_parameter(
      "logStreamNames and logStreamNamePrefix are mutually exclusive parameters.");
}
inline ApiError tail_start_too_early() {  // Ours; the rule is in FilterLogEvents' reference.
  return invalid_parameter(
      "startFromHead can be false only for a startTime on or after Jan 1, 2024 00:00:00 UTC.");
}

// ---- metric filters ----
inline ApiError filter_not_found() {
  return not_found("The specified metric filter does not exist.");
}
inline ApiError invalid_filter_pattern() { return invalid_parameter("Invalid filter pattern"); }
inline ApiError invalid_transformation(const std::string& what) {
  return invalid_parameter("Invalid metric transformation: " + what);
}
inline ApiError default_and_dimensions() {
  return invalid_transformation("dimensions and default value are mutually exclusive properties");
}
inline ApiError dimension_is_no_selector() {
  return invalid_transformation("dimension value must be valid selector");
}
inline ApiError too_many_dimensions() {  // Ours.
  return invalid_transformation("no more than 3 dimensions are allowed");
}
inline ApiError metric_value_is_no_number(const std::string& value) {
  return invalid_transformation("metric value " + value + " must be a valid number");
}
inline ApiError pattern_without_dimensions() {
  return invalid_parameter("The specified filter pattern does not support dimensions");
}
inline ApiError invalid_field_selection() {  // Ours.
  return invalid_parameter("The specified fieldSelectionCriteria is invalid.");
}
inline ApiError invalid_system_field(const std::string& name) {  // Ours.
  return invalid_parameter("Invalid system field " + name +
                           ": valid values are @aws.account and @aws.region");
}
inline ApiError metric_name_without_namespace() {  // Ours.
  return invalid_parameter("metricName and metricNamespace must be specified together.");
}

// ---- subscription filters ----
inline ApiError subscription_filter_not_found() {
  return not_found("The specified subscription filter does not exist.");
}
inline ApiError invalid_destination_arn() {  // Ours.
  return invalid_parameter("The specified destinationArn is invalid.");
}
inline ApiError impossible_destination(const std::string& vendor) {
  return invalid_parameter(
      "PutSubscriptionFilter operation cannot work with destinationArn for vendor " + vendor);
}
inline ApiError destination_with_role(const std::string& vendor) {
  return invalid_parameter("destinationArn for vendor " + vendor + " cannot be used with roleArn");
}
inline ApiError destination_without_role(const std::string& vendor) {
  return invalid_parameter("destinationArn for vendor " + vendor +
                           " cannot be used without roleArn");
}
inline ApiError cross_account_lambda() {
  return {"AccessDeniedException",
          "Cross-account lambda invocation passing is not allowed. You must use "
          "DestinationPolicies to create cross account lambda triggers."};
}

}  // namespace keytrail::logs::errors
