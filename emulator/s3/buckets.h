// How requests name buckets, and what records of bucket calls hold.
#pragma once

#include "core/context.h"
#include "s3/state.h"

namespace keytrail::s3 {

// The rules for names of general purpose buckets (S3 user guide, "Bucket naming rules").
bool is_valid_bucket_name(std::string_view name);

// The bucket of a request, for its owner only, and only if the owner is the expected one. Whatever
// region it was asked in: S3 would redirect. Also drafts the record's parameters and resource,
// which S3 words in its own way.
Result<const Bucket*> require_bucket(const State& state, Context& context, const Json& input);

// Puts {"bucketName", "Host"} and then `more` into the record.
void draft_record(Context& context, const std::string& bucket, Json more = Json::object());

// Adds the subresource a request is for to what require_bucket() drafted: {"policy": ""}.
void draft_subresource(Context& context, const char* name);

// The canonical user id of an account: 64 hex digits, the same for the same account.
std::string canonical_user(const std::string& account);

}  // namespace keytrail::s3
