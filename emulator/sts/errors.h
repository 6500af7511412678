// The errors of STS, one maker each.
#pragma once

#include <string>

#include "base/api_error.h"

namespace keytrail::sts {

inline ApiError invalid_role_arn(const std::string& arn) {
  return {"ValidationException", arn + " is invalid"};
}
inline ApiError may_not_assume(const std::string& caller_arn, const std::string& role_arn) {
  return {"AccessDeniedException",
          "User: " + caller_arn +
              " is not authorized to perform: sts:AssumeRole on resource: " + role_arn};
}
inline ApiError no_session_credentials(const std::string& operation) {
  return {"AccessDeniedException", "Cannot call " + operation + " with session credentials"};
}
inline ApiError longer_than_the_role_allows() {
  return {"ValidationException",
          "The requested DurationSeconds exceeds the MaxSessionDuration set for this role."};
}
inline ApiError longer_than_chaining_allows() {
  return {
      "ValidationException",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role "
      "chaining"};
}
inline ApiError duplicate_tags() {
  return {"InvalidParameterValue",
          "Duplicate tag keys found. Please note that Tag keys are case insensitive."};
}
inline ApiError malformed_session_policy(const std::string& what) {
  return {"MalformedPolicyDocumentException", what};
}
inline ApiError invalid_authorization_message() {
  return {"InvalidAuthorizationMessageException", "Message is not valid"};
}
inline ApiError too_many_sessions() { return {"ThrottlingException", "Rate exceeded"}; }

}  // namespace keytrail::sts
