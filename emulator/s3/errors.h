// One maker for each error of S3.
#pragma once

#include <string>

#include "base/api_error.h"

namespace keytrail::s3 {

inline ApiError no_such_bucket() {
  return {"NoSuchBucket", "The specified bucket does not exist", 404};
}

inline ApiError no_such_bucket_policy() {
  return {"NoSuchBucketPolicy", "The bucket policy does not exist", 404};
}

inline ApiError access_denied() { return {"AccessDenied", "Access Denied", 403}; }

inline ApiError bucket_already_owned_by_you() {
  return {"BucketAlreadyOwnedByYou",
          "Your previous request to create the named bucket succeeded and you already own it.",
          409};
}

inline ApiError bucket_already_exists() {
  return {"BucketAlreadyExists",
          "The requested bucket name is not available. The bucket namespace is shared by all users "
          "of the system. Please select a different name and try again.",
          409};
}

inline ApiError invalid_bucket_name() {
  return {"InvalidBucketName", "The specified bucket is not valid."};
}

inline ApiError invalid_location_constraint() {
  return {"InvalidLocationConstraint", "The specified location-constraint is not valid"};
}

// `constraint` is "unspecified" when the request named none.
inline ApiError illegal_location_constraint(const std::string& constraint) {
  return {"IllegalLocationConstraintException",
          "The " + constraint +
              " location constraint is incompatible for the region specific endpoint this request "
              "was sent to."};
}

inline ApiError invalid_continuation_token() {
  return {"InvalidArgument", "The continuation token provided is incorrect"};
}

inline ApiError malformed_policy(std::string message) {
  return {"MalformedPolicy", std::move(message)};
}

}  // namespace keytrail::s3
