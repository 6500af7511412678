// REST-XML, the protocol of S3: members travel in the URI, in headers, and in an XML body.
#pragma once

#include "wire/wire.h"

namespace keytrail::wire {

Result<Json> decode_rest(const models::Operation& operation, const HttpRequest& request);
HttpResponse encode_rest(const models::Service& service, const models::Operation& operation,
                         const Json& output, const std::string& request_id);

// "x-amz-meta-color: blue" is {"color": "blue"}.
Json prefixed_headers(std::string_view prefix, const Headers& headers);

}  // namespace keytrail::wire
