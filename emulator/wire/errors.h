// The errors of AWS's front ends, before any service sees the request.
#pragma once

#include <string>

#include "base/api_error.h"

namespace keytrail::wire {

// What cannot be decoded. In Query its code becomes MalformedInput.
inline ApiError serialization_exception(std::string message) {
  return {"SerializationException", std::move(message), 400};
}

// "NUMBER_VALUE can not be converted to a String".
inline ApiError cannot_convert(std::string_view what, std::string_view type) {
  return serialization_exception(std::string(what) + " can not be converted to " +
                                 std::string(type));
}

inline ApiError unknown_operation() { return {"UnknownOperationException", "", 400}; }

inline ApiError unknown_action(std::string_view action, std::string_view version) {
  return {
      "InvalidAction",
      "Could not find operation " + std::string(action) + " for version " + std::string(version),
      400};
}

inline ApiError missing_action() {
  return {"MissingAction", "The request is missing an action or operation parameter", 400};
}

inline ApiError missing_authentication_token() {
  return {"MissingAuthenticationTokenException", "Request is missing Authentication Token", 403};
}

inline ApiError method_not_allowed() {
  return {"MethodNotAllowed", "The specified method is not allowed against this resource.", 405};
}

inline ApiError incomplete_body() {
  return {"IncompleteBody",
          "You did not provide the number of bytes specified by the Content-Length HTTP header",
          400};
}

inline ApiError malformed_xml() {
  return {"MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published "
          "schema",
          400};
}

}  // namespace keytrail::wire
