// What a trail's bucket and topic must let CloudTrail do. Everything goes while policies are not
// enforced (CloudTrail guide, "Amazon S3 bucket policy for CloudTrail").
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// CloudTrail while it works for the trail and nobody has asked it to.
ServiceItself cloudtrail_for(const Trail& trail);

// How files are written, which bucket policies ask about.
inline constexpr const char* kFileAcl = "bucket-owner-full-control";

// What CreateTrail and UpdateTrail make sure of: looking at the bucket's ACL and writing files.
bool may_use_bucket(const Context& context, const Trail& trail);
bool may_write(const Context& context, const Trail& trail, const std::string& key);
// Whether CloudTrail can encrypt files under the trail's key: it asks KMS for a data key, which it
// does not use (CloudTrail guide, "How AWS CloudTrail uses AWS KMS").
Result<void> check_key(const Context& context, const Trail& trail);
bool may_publish(const Context& context, const Trail& trail);

}  // namespace keytrail::cloudtrail
