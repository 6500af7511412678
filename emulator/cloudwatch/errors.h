// CloudWatch's errors: shape name, text and status together.
#pragma once

#include <string>

#include "base/api_error.h"

namespace keytrail::cloudwatch {

inline ApiError invalid_parameter_value(std::string message) {
  return {"InvalidParameterValueException", std::move(message)};
}
inline ApiError invalid_value(const std::string& value, const std::string& parameter) {
  return invalid_parameter_value("The value " + value + " for parameter " + parameter +
                                 " is invalid.");
}
inline ApiError collection_too_large(const std::string& parameter, std::size_t max) {
  return invalid_parameter_value("The collection " + parameter +
                                 " must not have a size greater than " + std::to_string(max) + ".");
}
inline ApiError different_sizes(const std::string& a, const std::string& b) {
  return invalid_parameter_value("The parameters " + a + " and " + b +
                                 " must be of the same size.");
}
inline ApiError dimension_given_twice() {
  return invalid_parameter_value("No metric may specify the same dimension name twice.");
}
inline ApiError outside_two_weeks(const std::string& parameter) {
  return invalid_parameter_value("The parameter " + parameter +
                                 " must specify a time within the past two weeks.");
}
inline ApiError not_before(const std::string& earlier, const std::string& later) {
  return invalid_parameter_value("The parameter " + earlier + " must be less than the parameter " +
                                 later + ".");
}

inline ApiError invalid_combination(std::string message) {
  return {"InvalidParameterCombinationException", std::move(message)};
}
inline ApiError mutually_exclusive(const std::string& a, const std::string& b) {
  return invalid_combination("The parameters " + a + " and " + b +
                             " are mutually exclusive and you have specified both.");
}
inline ApiError neither_statistics() {
  return invalid_combination(
      "At least one of the parameters Statistics and ExtendedStatistics must be specified.");
}
inline ApiError too_many_datapoints(std::int64_t requested, std::int64_t max) {
  return invalid_combination(
      "You have requested up to " + std::to_string(requested) +
      " datapoints, which exceeds the limit of " + std::to_string(max) +
      ". You may reduce the datapoints requested by increasing Period, or decreasing the time "
      "range.");
}

inline ApiError missing_parameter(const std::string& parameter) {
  return {"MissingRequiredParameterException", "The parameter " + parameter + " is required."};
}
inline ApiError missing_one_of(const std::string& a, const std::string& b, const std::string& c) {
  return {"MissingRequiredParameterException",
          "At least one of the parameters " + a + ", " + b + " or " + c + " must be specified."};
}

inline ApiError invalid_next_token() {
  return {"InvalidNextToken", "The next token specified is invalid."};
}
inline ApiError invalid_state_reason_data() {
  return {"InvalidFormatFault", "The parameter StateReasonData must be valid JSON."};
}
inline ApiError invalid_alarm_rule(const std::string& problem) {
  return validation_exception("Error in AlarmRule [" + problem + "]");
}
inline ApiError unknown_children(const std::string& names) {
  return validation_exception("Could not save the composite alarm as alarms [" + names +
                              "] in the alarm rule do not exist");
}
inline ApiError unknown_suppressor(const std::string& name) {
  return validation_exception("Could not save the composite alarm as the suppressor alarm " + name +
                              " does not exist");
}
inline ApiError is_of_other_type(const std::string& name) {
  return validation_exception("An alarm of another type has the name " + name + " already.");
}
inline ApiError has_dependents(const std::string& names, std::size_t count) {
  return validation_exception("Cannot delete " + names +
                              " as there are composite alarm(s) depending on " +
                              (count == 1 ? "it." : "them."));
}
inline ApiError limit_exceeded(std::string message) {
  return {"LimitExceededFault", std::move(message)};
}

// Recorded from AWS without any text.
inline ApiError alarm_not_found() { return {"ResourceNotFound", "", 404}; }
inline ApiError resource_not_found(const std::string& arn) {
  return {"ResourceNotFoundException", "Resource " + arn + " does not exist.", 404};
}

}  // namespace keytrail::cloudwatch
