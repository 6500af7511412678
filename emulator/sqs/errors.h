// The errors of SQS. Codes are shape names of the model where it has one; the others are Query's.
#pragma once

#include <string>
#include <string_view>

#include "base/api_error.h"

namespace keytrail::sqs::errors {

inline ApiError invalid_parameter(std::string message) {
  return {"InvalidParameterValue", std::move(message), 400};
}
inline ApiError invalid_value(std::string_view value, std::string_view parameter,
                              std::string_view reason) {
  return invalid_parameter("Value " + std::string(value) + " for parameter " +
                           std::string(parameter) + " is invalid. Reason: " + std::string(reason));
}
inline ApiError missing_parameter(std::string_view name) {
  return {"MissingParameter", "The request must contain the parameter " + std::string(name) + ".",
          400};
}
inline ApiError queue_does_not_exist() {
  return {"QueueDoesNotExist", "The specified queue does not exist.", 400};
}
inline ApiError queue_exists(std::string_view attribute) {
  return {"QueueNameExists",
          "A queue already exists with the same name and a different value for attribute " +
              std::string(attribute),
          400};
}
inline ApiError queue_deleted_recently() {
  return {"QueueDeletedRecently",
          "You must wait 60 seconds after deleting a queue before you can create another with the "
          "same name.",
          400};
}
inline ApiError purge_in_progress(const std::string& queue) {
  return {"PurgeQueueInProgress",
          "Only one PurgeQueue operation on " + queue + " is allowed every 60 seconds.", 403};
}
inline ApiError unknown_attribute(std::string_view name) {
  return {"InvalidAttributeName", "Unknown Attribute " + std::string(name) + ".", 400};
}
inline ApiError invalid_attribute_value(std::string_view name) {
  return {"InvalidAttributeValue", "Invalid value for the parameter " + std::string(name) + ".",
          400};
}
inline ApiError malformed_receipt(const std::string& handle) {
  return {"ReceiptHandleIsInvalid",
          "The input receipt handle \"" + handle + "\" is not a valid receipt handle.", 404};
}
inline ApiError expired_receipt(const std::string& handle) {
  return invalid_value(handle, "ReceiptHandle", "The receipt handle has expired.");
}
inline ApiError not_in_flight(const std::string& handle) {
  return invalid_value(handle, "ReceiptHandle",
                       "Message does not exist or is not available for visibility timeout change.");
}
inline ApiError message_too_long(std::int64_t limit) {
  return invalid_parameter(
      "One or more parameters are invalid. Reason: Message must be shorter than " +
      std::to_string(limit) + " bytes.");
}
inline ApiError invalid_contents() {
  return {
      "InvalidMessageContents",
      "Invalid binary character was found in the message body, the set of allowed characters is "
      "#x9 | #xA | #xD | #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF",
      400};
}
inline ApiError not_for_this_queue_type(std::string_view value, std::string_view parameter) {
  return invalid_value(value, parameter,
                       "The request include parameter that is not valid for this queue type");
}
inline ApiError empty_batch() {
  return {"EmptyBatchRequest", "There should be at least one entry in the request.", 400};
}
inline ApiError too_many_entries(std::size_t count) {
  return {
      "TooManyEntriesInBatchRequest",
      "Maximum number of entries per request are 10. You have sent " + std::to_string(count) + ".",
      400};
}
inline ApiError repeated_entry_id(const std::string& id) {
  return {"BatchEntryIdsNotDistinct", "Id " + id + " repeated.", 400};
}
inline ApiError invalid_entry_id() {
  return {"InvalidBatchEntryId",
          "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It "
          "can be at most 80 letters long.",
          400};
}
inline ApiError batch_too_long(std::size_t limit, std::size_t bytes) {
  return {"BatchRequestTooLong",
          "Batch requests cannot be longer than " + std::to_string(limit) +
              " bytes. You have sent " + std::to_string(bytes) + " bytes.",
          400};
}

// What a topic's timeline says when the queue's policy does not let SNS in.
inline ApiError sender_refused() {
  return {"AccessDeniedException", "The queue's policy does not let sns.amazonaws.com send to it.",
          403};
}

}  // namespace keytrail::sqs::errors
