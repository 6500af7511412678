// The operations of the small S3, one file each but for those that are alike.
#pragma once

#include "core/context.h"
#include "s3/state.h"

namespace keytrail::s3 {

Result<Json> abort_multipart_upload(State& state, Context& context, const Json& input);
Result<Json> complete_multipart_upload(State& state, Context& context, const Json& input);
Result<Json> copy_object(State& state, Context& context, const Json& input);
Result<Json> create_bucket(State& state, Context& context, const Json& input);
Result<Json> create_multipart_upload(State& state, Context& context, const Json& input);
Result<Json> delete_bucket(State& state, Context& context, const Json& input);
Result<Json> delete_bucket_policy(State& state, Context& context, const Json& input);
Result<Json> delete_object(State& state, Context& context, const Json& input);
Result<Json> delete_objects(State& state, Context& context, const Json& input);
Result<Json> get_bucket_acl(State& state, Context& context, const Json& input);
Result<Json> get_bucket_location(State& state, Context& context, const Json& input);
Result<Json> get_bucket_policy(State& state, Context& context, const Json& input);
Result<Json> get_object(State& state, Context& context, const Json& input);
Result<Json> get_object_tagging(State& state, Context& context, const Json& input);
Result<Json> head_bucket(State& state, Context& context, const Json& input);
Result<Json> head_object(State& state, Context& context, const Json& input);
Result<Json> list_buckets(State& state, Context& context, const Json& input);
Result<Json> list_multipart_uploads(State& state, Context& context, const Json& input);
Result<Json> list_objects(State& state, Context& context, const Json& input);
Result<Json> list_objects_v2(State& state, Context& context, const Json& input);
Result<Json> list_parts(State& state, Context& context, const Json& input);
Result<Json> put_bucket_policy(State& state, Context& context, const Json& input);
Result<Json> put_object(State& state, Context& context, const Json& input);
Result<Json> upload_part(State& state, Context& context, const Json& input);
Result<Json> upload_part_copy(State& state, Context& context, const Json& input);

}  // namespace keytrail::s3
