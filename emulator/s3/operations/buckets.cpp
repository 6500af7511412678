#include "s3/buckets.h"

#include "s3/errors.h"
#include "s3/operations/operations.h"
#include "s3/uploads.h"

namespace keytrail::s3 {

Result<Json> head_bucket(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  return Json{
      {"BucketArn", bucket->arn()}, {"BucketRegion", bucket->region}, {"AccessPointAlias", false}};
}

Result<Json> delete_bucket(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  const auto first = state.objects.rows().lower_bound(object_id(bucket->name, ""));
  if (first != state.objects.rows().end() && first->second.bucket == bucket->name) {
    return bucket_not_empty(bucket->name);
  }
  for (const std::string& id : state.uploads.ids(bucket->name + "/")) {
    erase_upload(state, context, *state.uploads.find(id));
  }
  state.buckets.erase(std::string(bucket->name));
  return Json();
}

// us-east-1 has no constraint.
Result<Json> get_bucket_location(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  draft_subresource(context, "location");
  Json output = Json::object();
  if (bucket->region != "us-east-1") output["LocationConstraint"] = bucket->region;
  return output;
}

// Ownership is enforced, so the only grant is the owner's.
Result<Json> get_bucket_acl(State& state, Context& context, const Json& input) {
  KT_TRY(const Bucket* bucket, require_bucket(state, context, input));
  draft_subresource(context, "acl");
  const std::string owner = canonical_user(bucket->owner);
  Json grant = {{"Grantee", {{"ID", owner}, {"Type", "CanonicalUser"}}},
                {"Permission", "FULL_CONTROL"}};
  return Json{{"Owner", {{"ID", owner}}}, {"Grants", Json::array({std::move(grant)})}};
}

}  // namespace keytrail::s3
