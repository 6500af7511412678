// Server-side encryption: under S3's own keys, or under a KMS key when the writer asks for that.
// Then KMS is asked for a data key at each write and to open it at each read, so that an object
// can be read as long as its key lets it (S3 user guide, "Using server-side encryption with AWS KMS
// keys"). In keytrail's own store the bytes lie as they came.
#pragma once

#include "core/context.h"
#include "s3/state.h"

namespace keytrail::s3 {

// Has the object's data key made as the request says; without a wish S3's own keys serve.
Result<void> seal(Context& context, const Json& input, Object& object);
// Whether the object's key opens it.
Result<void> open(Context& context, const Object& object);

// Adds "ServerSideEncryption" and, under a KMS key, which.
void show_encryption(const Object& object, Json& output);

}  // namespace keytrail::s3
