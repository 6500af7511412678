#include "s3/buckets.h"
#include "s3/errors.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

constexpr std::string_view kFirstRegion = "us-east-1";

bool is_known_region(const std::string& region) { return region_name(region) != region; }

// us-east-1 makes buckets anywhere and is named by silence; every other endpoint makes its own only
// and wants to be named (S3 API reference, CreateBucket).
Result<std::string> bucket_region(const std::string& endpoint, const std::string& constraint) {
  if (endpoint == kFirstRegion) {
    if (constraint.empty()) return endpoint;
    if (constraint == "EU") return std::string("eu-west-1");
    if (constraint == kFirstRegion || !is_known_region(constraint)) {
      return invalid_location_constraint();
    }
    return constraint;
  }
  if (constraint.empty()) return illegal_location_constraint("unspecified");
  const std::string region = constraint == "EU" ? "eu-west-1" : constraint;
  if (region != endpoint) return illegal_location_constraint(constraint);
  return region;
}

Json created(const Bucket& bucket) {
  const std::string location = bucket.region == kFirstRegion
                                   ? "/" + bucket.name
                                   : "http://" + bucket.name + ".s3.amazonaws.com/";
  return {{"Location", location}, {"BucketArn", bucket.arn()}};
}

// What the configuration may hold besides the constraint has no effect here.
Result<void> refuse_other_settings(const Json& configuration) {
  for (const auto& [name, value] : configuration.items()) {
    if (name != "LocationConstraint" && !value.is_null()) {
      return not_implemented("s3 CreateBucket CreateBucketConfiguration." + name);
    }
  }
  return {};
}

}  // namespace

Result<Json> create_bucket(State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "Bucket");
  const Json* configuration = find_member(input, "CreateBucketConfiguration");
  if (configuration != nullptr) KT_TRY_VOID(refuse_other_settings(*configuration));
  const std::string constraint =
      configuration == nullptr ? "" : string_member(*configuration, "LocationConstraint");
  draft_record(context, name,
               constraint.empty()
                   ? Json::object()
                   : Json{{"CreateBucketConfiguration", {{"LocationConstraint", constraint}}}});

  if (!is_valid_bucket_name(name)) return invalid_bucket_name();
  KT_TRY(const std::string region, bucket_region(context.region(), constraint));
  if (const Bucket* bucket = state.buckets.find(name)) {
    if (bucket->owner != context.account()) return bucket_already_exists();
    // Only us-east-1 takes the same request twice (S3 API reference, CreateBucket, Errors).
    const bool is_repeat =
        context.region() == kFirstRegion && bucket->region == region && region == kFirstRegion;
    if (!is_repeat) return bucket_already_owned_by_you();
    return created(*bucket);
  }
  return created(state.buckets.put(name, Bucket{name, context.account(), region, context.now, {}}));
}

}  // namespace keytrail::s3
