// The errors of SNS, texts as recorded from AWS.
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"

namespace keytrail::sns::errors {

// Nearly every mistake: "Invalid parameter: <what>".
inline ApiError invalid_parameter(std::string_view what) {
  return {"InvalidParameterException", "Invalid parameter: " + std::string(what), 400};
}
inline ApiError malformed_arn(std::string_view parameter, std::size_t elements) {
  return invalid_parameter(std::string(parameter) +
                           " Reason: An ARN must have at least 6 elements, not " +
                           std::to_string(elements));
}
inline ApiError required_parameter_missing(std::string_view parameter) {
  return invalid_parameter(std::string(parameter) + " Reason: no value for required parameter");
}
inline ApiError unsupported_protocol(std::string_view protocol) {
  return invalid_parameter("Amazon SNS does not support this protocol string: " +
                           std::string(protocol));
}
inline ApiError topic_attributes_differ() {
  return invalid_parameter("Attributes Reason: Topic already exists with different attributes");
}
inline ApiError topic_tags_differ() {
  return invalid_parameter("Tags Reason: Topic already exists with different tags");
}
inline ApiError duplicate_tag_keys() {
  return invalid_parameter("Duplicated keys are not allowed.");
}
inline ApiError raw_delivery_value(std::string_view value) {
  return invalid_parameter("RawMessageDelivery: Invalid value [" + std::string(value) +
                           "]. Must be true or false.");
}
inline ApiError raw_delivery_unsupported(std::string_view protocol) {
  return invalid_parameter("Delivery protocol [" + std::string(protocol) +
                           "] does not support raw message delivery.");
}
inline ApiError filter_scope_value(std::string_view value) {
  return invalid_parameter("FilterPolicyScope: Invalid value [" + std::string(value) +
                           "]. Please use either MessageBody or MessageAttributes");
}
inline ApiError delivery_policy_unsupported(std::string_view protocol) {
  return invalid_parameter("Delivery protocol [" + std::string(protocol) +
                           "] does not support delivery policies.");
}
inline ApiError endpoint_of_other_protocol() {
  return invalid_parameter("Endpoint must match the specified protocol");
}
// FIFO topics reach queues only.
inline ApiError protocol_on_fifo_topic(std::string_view protocol) {
  return invalid_parameter("Protocol Reason: Protocol [" + std::string(protocol) +
                           "] is not supported by FIFO topics");
}
inline ApiError group_id_missing() {
  return invalid_parameter("The MessageGroupId parameter is required for FIFO topics");
}
inline ApiError deduplication_id_missing() {
  return invalid_parameter(
      "The topic should either have ContentBasedDeduplication enabled or MessageDeduplicationId "
      "provided explicitly");
}
inline ApiError deduplication_id_on_standard_topic() {
  return invalid_parameter(
      "MessageDeduplicationId Reason: The request includes MessageDeduplicationId parameter that "
      "is not valid for this topic type");
}
inline ApiError invalid_fifo_id(std::string_view parameter) {
  return invalid_parameter(std::string(parameter) + " Reason: " + std::string(parameter) +
                           " can only include alphanumeric and punctuation characters. 1 to 128 "
                           "in length.");
}
inline ApiError fifo_queue_on_standard_topic() {
  return invalid_parameter(
      "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS "
      "topics");
}
inline ApiError subscription_attributes_differ() {
  return invalid_parameter(
      "Attributes Reason: Subscription already exists with different attributes");
}
inline ApiError statement_exists() { return invalid_parameter("Statement already exists"); }
inline ApiError action_out_of_scope() {
  return invalid_parameter("Policy statement action out of service scope!");
}
inline ApiError empty_batch() {
  return {"EmptyBatchRequestException", "The batch request doesn't contain any entries.", 400};
}
inline ApiError too_many_entries() {
  return {"TooManyEntriesInBatchRequestException",
          "The batch request contains more entries than permissible.", 400};
}
inline ApiError repeated_entry_id() {
  return {"BatchEntryIdsNotDistinctException",
          "Two or more batch entries in the request have the same Id.", 400};
}
inline ApiError batch_too_long() {
  return {"BatchRequestTooLongException",
          "The length of all the messages put together is more than the limit.", 400};
}
inline ApiError invalid_entry_id(const std::string& id, bool is_too_long) {
  return {"InvalidBatchEntryIdException",
          "The Id of a batch entry in the batch request " +
              std::string(is_too_long ? "is too long: " : "contains an impermissible character: ") +
              id,
          400};
}
// Subscribe says where in the call the attribute stood.
inline ApiError in_attributes(ApiError error) {
  constexpr std::string_view kStart = "Invalid parameter: ";
  if (error.message.starts_with(kStart)) {
    error.message.insert(kStart.size(), "Attributes Reason: ");
  }
  return error;
}
inline ApiError malformed_token() { return {"InvalidParameterException", "Invalid token", 400}; }

inline ApiError topic_not_found() { return {"NotFoundException", "Topic does not exist", 404}; }
inline ApiError subscription_not_found() {
  return {"NotFoundException", "Subscription does not exist", 404};
}
// The tag operations have a code of their own for the same thing.
inline ApiError resource_not_found() {
  return {"ResourceNotFoundException", "Resource does not exist", 404};
}
inline ApiError too_many_tags() {
  return {"TagLimitExceededException",
          "Could not complete request: tag quota of per resource exceeded", 400};
}
inline ApiError unsubscribe_needs_signature() {
  return {"AuthorizationErrorException",
          "This subscription can only be deactivated with AWS credentials", 403};
}
inline ApiError invalid_message_attribute(std::string message) {
  return {"InvalidParameterValueException", std::move(message), 400};
}

}  // namespace keytrail::sns::errors
