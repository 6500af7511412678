// Multipart uploads: an object that comes in parts (S3 user guide, "Uploading and copying objects
// using multipart upload").
#pragma once

#include "core/context.h"
#include "s3/checksums.h"
#include "s3/state.h"

namespace keytrail::s3 {

// The upload that a request names by bucket, key and UploadId.
Result<const Upload*> require_upload(const State& state, Context& context, const Json& input);

// Keeps the bytes as that part of the upload; one that was there is replaced.
Result<const Part*> put_part(State& state, Context& context, const Upload& upload,
                             const Json& input, std::string_view bytes, Checksum checksum);

// Forgets the upload and all its parts.
void erase_upload(State& state, Context& context, const Upload& upload);

}  // namespace keytrail::s3
