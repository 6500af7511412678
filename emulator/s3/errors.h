// One maker for each error of S3.
#pragma once

#include <cstdint>
#include <string>

#include "base/api_error.h"
#include "s3/state.h"

namespace keytrail::s3 {

inline ApiError no_such_bucket(const std::string& bucket) {
  return {"NoSuchBucket", "The specified bucket does not exist", 404, {{"BucketName", bucket}}};
}

inline ApiError bucket_not_empty(const std::string& bucket) {
  return {"BucketNotEmpty",
          "The bucket you tried to delete is not empty",
          409,
          {{"BucketName", bucket}}};
}

inline ApiError no_such_key(const std::string& key) {
  return {"NoSuchKey", "The specified key does not exist.", 404, {{"Key", key}}};
}

inline ApiError key_too_long(std::size_t size) {
  return {"KeyTooLongError",
          "Your key is too long",
          400,
          {{"Size", std::to_string(size)}, {"MaxSizeAllowed", "1024"}}};
}

inline ApiError metadata_too_large(std::size_t size) {
  return {"MetadataTooLarge",
          "Your metadata headers exceed the maximum allowed metadata size",
          400,
          {{"Size", std::to_string(size)}, {"MaxSizeAllowed", "2048"}}};
}

inline ApiError acls_not_supported() {
  return {"AccessControlListNotSupported", "The bucket does not allow ACLs"};
}

inline ApiError invalid_digest() {
  return {"InvalidDigest", "The Content-MD5 you specified was invalid."};
}

// `what` is "Content-MD5", "CRC32", "SHA256" …
inline ApiError bad_digest(const std::string& what) {
  return {"BadDigest",
          "The " + what + " you specified did not match " +
              (what == "Content-MD5" ? "what we received." : "the calculated checksum.")};
}

inline ApiError invalid_checksum(const std::string& header) {
  return {"InvalidRequest", "Value for " + header + " header is invalid."};
}

inline ApiError several_checksums() {
  return {"InvalidRequest",
          "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed."};
}

// `condition` is the header that did not hold: "If-Match".
inline ApiError precondition_failed(const std::string& condition) {
  return {"PreconditionFailed",
          "At least one of the pre-conditions you specified did not hold",
          412,
          {{"Condition", condition}}};
}

inline ApiError not_modified() { return {"NotModified", "Not Modified", 304}; }

inline ApiError invalid_range(const std::string& range, std::uint64_t size) {
  return {"InvalidRange",
          "The requested range is not satisfiable",
          416,
          {{"RangeRequested", range}, {"ActualObjectSize", std::to_string(size)}}};
}

inline ApiError copies_to_itself() {
  return {"InvalidRequest",
          "This copy request is illegal because it is trying to copy an object to itself without "
          "changing the object's metadata, storage class, website redirect location or encryption "
          "attributes."};
}

inline ApiError invalid_copy_source() {
  return {"InvalidArgument",
          "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
          400,
          {{"ArgumentName", "x-amz-copy-source"}}};
}

// What KMS refuses, S3 passes on: "KMS.DisabledException".
inline ApiError kms_error(const ApiError& error) { return {"KMS." + error.code, error.message}; }

inline ApiError kms_key_without_kms() {
  return {"InvalidArgument",
          "Server Side Encryption with AWS KMS managed key requires HTTP header "
          "x-amz-server-side-encryption : aws:kms",
          400,
          {{"ArgumentName", "x-amz-server-side-encryption"}}};
}

inline ApiError invalid_encryption_context() {
  return {"InvalidArgument",
          "The header 'x-amz-server-side-encryption-context' shall be Base64-encoded UTF-8 string "
          "holding JSON which represents a string-string map"};
}

inline ApiError malformed_xml() {
  return {"MalformedXML",
          "The XML you provided was not well-formed or did not validate against our published "
          "schema"};
}

inline ApiError no_such_upload(const std::string& id) {
  return {"NoSuchUpload",
          "The specified upload does not exist. The upload ID may be invalid, or the upload may "
          "have been aborted or completed.",
          404,
          {{"UploadId", id}}};
}

inline ApiError invalid_part_number() {
  return {"InvalidArgument",
          "Part number must be an integer between 1 and 10000, inclusive",
          400,
          {{"ArgumentName", "partNumber"}}};
}

inline ApiError invalid_part() {
  return {"InvalidPart",
          "One or more of the specified parts could not be found.  The part may not have been "
          "uploaded, or the specified entity tag may not match the part's entity tag."};
}

inline ApiError invalid_part_order() {
  return {"InvalidPartOrder",
          "The list of parts was not in ascending order. Parts must be ordered by part number."};
}

inline ApiError entity_too_small(const Part& part) {
  return {"EntityTooSmall",
          "Your proposed upload is smaller than the minimum allowed size",
          400,
          {{"ETag", part.md5},
           {"MinSizeAllowed", "5242880"},
           {"ProposedSize", std::to_string(part.size)},
           {"PartNumber", std::to_string(part.number)}}};
}

inline ApiError entity_too_large(std::uint64_t size, std::uint64_t size_max) {
  return {"EntityTooLarge",
          "Your proposed upload exceeds the maximum allowed size",
          400,
          {{"MaxSizeAllowed", std::to_string(size_max)}, {"ProposedSize", std::to_string(size)}}};
}

inline ApiError wrong_upload_size() {
  return {"InvalidRequest",
          "The provided 'x-amz-mp-object-size' header value does not match what was computed."};
}

inline ApiError checksum_type_does_not_fit(const std::string& type, const std::string& algorithm) {
  return {"InvalidRequest", "The " + type + " checksum type cannot be used with the " + algorithm +
                                " checksum algorithm."};
}

inline ApiError invalid_copy_range() {
  return {"InvalidArgument",
          "The x-amz-copy-source-range value must be of the form bytes=first-last where first and "
          "last are the zero-based offsets of the first and last bytes to copy",
          400,
          {{"ArgumentName", "x-amz-copy-source-range"}}};
}

inline ApiError invalid_max_keys() {
  return {"InvalidArgument",
          "Argument maxKeys must be an integer between 0 and 2147483647",
          400,
          {{"ArgumentName", "maxKeys"}}};
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
