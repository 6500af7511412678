// Where REST operations live: method, path and query by the model's request URIs ("/{Bucket}?acl").
#pragma once

#include <string>
#include <string_view>

#include "models/model.h"
#include "wire/form.h"
#include "wire/wire.h"

namespace keytrail::wire {

// A request to S3 taken apart. Path style and virtual hosts give the same.
struct S3Address {
  std::string bucket, key;  // Decoded; empty when not given.
};

S3Address s3_address(const HttpRequest& request);
// Whether the Host names S3 itself ("s3.localhost", "bucket.s3.us-east-1.amazonaws.com").
bool is_s3_host(std::string_view host);
// The first label of a Host that names a service:
// "monitoring.us-east-1.localhost.localstack.cloud".
std::string_view service_label(std::string_view host);

const models::Operation* find_s3_operation(const models::Service& s3, const HttpRequest& request);

}  // namespace keytrail::wire
