// One maker for each error of CloudTrail. Texts marked (own) are ours: the service's are not known.
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"

namespace keytrail::cloudtrail {

inline ApiError trail_not_found(const std::string& arn, const std::string& account) {
  return {"TrailNotFoundException", "Unknown trail: " + arn + " for the user: " + account};
}

inline ApiError trail_already_exists(const std::string& name, const std::string& account) {
  return {"TrailAlreadyExistsException",
          "Trail " + name + " already exists for customer: " + account};
}

inline ApiError too_many_trails(const std::string& account, const std::string& region) {
  return {"MaximumNumberOfTrailsExceededException",
          "User: " + account + " already has 5 trails in " + region + "."};
}

inline ApiError trail_name_too_short(std::size_t length) {
  return {"InvalidTrailNameException",
          "Trail name too short. Minimum allowed length: 3 characters. Specified name length: " +
              std::to_string(length) + " characters."};
}

inline ApiError trail_name_too_long(std::size_t length) {
  return {"InvalidTrailNameException",
          "Trail name too long. Maximum allowed length: 128 characters. Specified name length: " +
              std::to_string(length) + " characters."};
}

inline ApiError trail_name_has_invalid_start() {
  return {"InvalidTrailNameException", "Trail name must starts with a letter or number."};
}

inline ApiError trail_name_has_invalid_end() {
  return {"InvalidTrailNameException", "Trail name must ends with a letter or number."};
}

inline ApiError trail_name_has_invalid_characters() {
  return {"InvalidTrailNameException",
          "Trail name or ARN can only contain uppercase letters, lowercase letters, numbers, "
          "periods (.), hyphens (-), and underscores (_)."};
}

inline ApiError trail_name_has_adjacent_punctuation() {  // (own)
  return {"InvalidTrailNameException",
          "Trail name must not contain adjacent periods (.), hyphens (-), or underscores (_)."};
}

inline ApiError trail_name_is_ip_address() {  // (own)
  return {"InvalidTrailNameException", "Trail name must not be formatted as an IP address."};
}

inline ApiError invalid_trail_arn(std::string_view arn) {  // (own)
  return {
      "CloudTrailARNInvalidException",
      "The ARN is not valid: " + std::string(arn) +
          ". A trail ARN has the form arn:aws:cloudtrail:us-east-2:123456789012:trail/MyTrail."};
}

inline ApiError arn_of_other_region(const std::string& region) {
  return {"CloudTrailARNInvalidException",
          "Region in ARN is wrong, you can only access resources in region " + region + "."};
}

inline ApiError not_home_region(const std::string& name, const std::string& region) {  // (own)
  return {"InvalidHomeRegionException",
          "Trail " + name + " can only be changed in its home region, " + region + "."};
}

inline ApiError organizations_not_in_use() {  // (own; Organizations says so of its operations)
  return {"OrganizationsNotInUseException", "Your account is not a member of an organization."};
}

inline ApiError not_management_account() {
  return {"NotOrganizationMasterAccountException",
          "You cannot configure or manage trails for an organization because this action requires "
          "being signed in with the management account."};
}

inline ApiError resource_not_found(const std::string& arn) {  // (own)
  return {"ResourceNotFoundException", "The specified resource is not found: " + arn};
}

inline ApiError bucket_does_not_exist(const std::string& bucket) {
  return {"S3BucketDoesNotExistException", "S3 bucket " + bucket + " does not exist!"};
}

inline ApiError key_prefix_too_long() {  // (own)
  return {"InvalidS3PrefixException",
          "S3 prefix too long. Maximum allowed length: 200 characters."};
}

inline ApiError invalid_topic_name() {  // (own)
  return {"InvalidSnsTopicNameException",
          "SNS topic name is not valid: letters, digits, hyphens and underscores, at most 256."};
}

inline ApiError kms_key_not_found(const std::string& key_id) {  // (own)
  return {"KmsKeyNotFoundException", "KMS key does not exist: " + key_id};
}

inline ApiError invalid_kms_key_id(const std::string& key_id) {  // (own)
  return {"InvalidKmsKeyIdException", "KMS key ARN is not valid: " + key_id};
}

// (own: the reason is KMS's)
inline ApiError kms_key_unusable(const std::string& reason) { return {"KmsException", reason}; }

inline ApiError insufficient_encryption_policy(const std::string& bucket, const std::string& key) {
  return {"InsufficientEncryptionPolicyException",
          "Insufficient permissions to access S3 bucket " + bucket + " or KMS key " + key + "."};
}

inline ApiError insufficient_bucket_policy(const std::string& bucket) {
  return {"InsufficientS3BucketPolicyException",
          "Incorrect S3 bucket policy is detected for bucket: " + bucket};
}

inline ApiError insufficient_topic_policy() {
  return {"InsufficientSnsTopicPolicyException",
          "SNS Topic does not exist or the topic policy is incorrect!"};
}

inline ApiError multi_region_needs_global_events() {
  return {"InvalidParameterCombinationException",
          "Multi-Region trail must include global service events."};
}

inline ApiError invalid_log_group() {
  return {"InvalidCloudWatchLogsLogGroupArnException",
          "CloudTrail cannot validate the specified log group ARN."};
}

inline ApiError role_without_log_group() {  // (own)
  return {"InvalidCloudWatchLogsLogGroupArnException",
          "You must specify a log group as well as a role ARN."};
}

inline ApiError log_group_without_role() {
  return {"InvalidCloudWatchLogsRoleArnException",
          "You must specify a role ARN as well as a log group."};
}

inline ApiError invalid_log_role() {  // (own)
  return {"InvalidCloudWatchLogsRoleArnException",
          "CloudTrail cannot validate the specified role ARN."};
}

inline ApiError invalid_event_selectors(std::string message) {  // (own, but for two)
  return {"InvalidEventSelectorsException", std::move(message)};
}

inline ApiError too_many_tags() {
  return {"TagsLimitExceededException",
          "The number of tags per trail has exceeded the permitted amount. Currently, the limit is "
          "50."};
}

inline ApiError duplicate_tag_key(const std::string& key) {  // (own)
  return {"InvalidTagParameterException", "Duplicate tag key: " + key};
}

inline ApiError reserved_tag_key(const std::string& key) {  // (own)
  return {"InvalidTagParameterException",
          "Tag keys must not start with aws:, which is reserved: " + key};
}

inline ApiError too_many_resource_ids() {  // (own)
  return validation_exception("ListTags takes at most 20 resource ARNs.");
}

inline ApiError invalid_lookup_attributes(std::string message) {  // (own)
  return {"InvalidLookupAttributesException", std::move(message)};
}

inline ApiError invalid_time_range() {  // (own)
  return {"InvalidTimeRangeException", "The start time must not be after the end time."};
}

inline ApiError invalid_next_token() {  // (own)
  return {"InvalidNextTokenException",
          "The token is not valid, or was made for a call with other parameters."};
}

// What a trail reports while its log group is gone.
inline ApiError log_group_gone() {
  return {"ResourceNotFoundException", "The specified log group does not exist."};
}

// Not AWS's: why a foreign record is refused.
inline ApiError not_a_record(const std::string& reason) {
  return {"InvalidRecord", "Not a CloudTrail record: " + reason + "."};
}

}  // namespace keytrail::cloudtrail
