// "aws-chunked" is how SDKs send bodies whose checksum or signature they know only at the end: in
// chunks that may each be signed, with headers behind the last (S3 user guide, "Signature
// calculations for trailing headers"). It is no HTTP transfer coding; S3 itself takes it apart.
#pragma once

#include <optional>

#include "base/result.h"
#include "wire/wire.h"

namespace keytrail::wire {

bool is_aws_chunked(const HttpRequest& request);

// The request as it was meant: the bytes alone, the trailing headers among the others, and without
// "aws-chunked" in Content-Encoding. Signatures are not verified.
Result<HttpRequest> unwrap_aws_chunked(const HttpRequest& request);

}  // namespace keytrail::wire
