// How requests name objects, on what conditions, and how answers show them.
#pragma once

#include "core/context.h"
#include "s3/state.h"

namespace keytrail::s3 {

// The bucket and the key of a request, the object there or not.
struct Place {
  const Bucket* bucket;
  std::string key;
  const Object* object;  // nullptr: there is none.

  std::string id() const { return object_id(bucket->name, key); }
};
Result<Place> require_place(const State& state, Context& context, const Json& input);
Result<const Object*> require_object(const State& state, Context& context, const Json& input);

// What CopySource names: "/bucket/key", percent-encoded, with or without the first slash.
Result<const Object*> require_copy_source(const State& state, Context& context, const Json& input);

// Buckets have no ACLs, as is AWS's default; the one that says so anyway is taken.
Result<void> check_acl(const Json& input);

struct ByteRange {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};
// "bytes=0-99", "bytes=100-", "bytes=-100". Nothing when it is to be ignored: S3 gives the whole
// object for several ranges and for what is none.
Result<std::optional<ByteRange>> parse_range(const std::string& text, std::uint64_t size);

// If-Match and If-None-Match of a write.
Result<void> check_write_conditions(const Json& input, const Object* object);
// If-Match, If-Unmodified-Since, If-None-Match and If-Modified-Since of a read.
Result<void> check_read_conditions(const Json& input, const Object& object);

// The object as GetObject and HeadObject describe it, but for the range.
Json describe_object(const Json& input, const Object& object);

// Takes Content-Type and the like, and x-amz-meta-…, out of a request.
Result<void> take_description(const Json& input, Object& object);

}  // namespace keytrail::s3
