// What a trail's bucket and topic must let CloudTrail do. Everything goes while policies are not
// enforced (CloudTrail guide, "Amazon S3 bucket policy for CloudTrail").
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// How files are written, which bucket policies ask about.
inline constexpr const char* kFileAcl = "bucket-owner-full-control";

// What CreateTrail and UpdateTrail make sure of: looking at the bucket's ACL and writing files.
bool may_use_bucket(const Context& context, const Trail& trail);
bool may_write(const Context& context, const Trail& trail, const std::string& key);
bool may_publish(const Context& context, const Trail& trail);

}  // namespace keytrail::cloudtrail
