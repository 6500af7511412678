#include "base/text.h"
#include "s3/buckets.h"
#include "s3/errors.h"
#include "s3/operations/operations.h"

namespace keytrail::s3 {
namespace {

// A continuation token is the name that the page before ended with.
Result<std::string> parse_token(const Json& input) {
  const std::optional<std::string> token = optional_string(input, "ContinuationToken");
  if (!token) return std::string();
  const std::optional<Bytes> name = from_base64(*token);
  if (!name || !is_valid_bucket_name(view_of(*name))) return invalid_continuation_token();
  return std::string(view_of(*name));
}

// The region is shown to those who ask for a page or a part of the list.
bool has_any_parameter(const Json& input) {
  for (const char* name : {"MaxBuckets", "ContinuationToken", "Prefix", "BucketRegion"}) {
    if (find_member(input, name) != nullptr) return true;
  }
  return false;
}

}  // namespace

// The caller's buckets of all regions, by name. Everything at once unless MaxBuckets says less.
Result<Json> list_buckets(State& state, Context& context, const Json& input) {
  context.record.request_parameters = Json{{"Host", context.caller.host_header}};
  KT_TRY(const std::string beyond, parse_token(input));
  const std::string prefix = string_member(input, "Prefix");
  const std::optional<std::string> region = optional_string(input, "BucketRegion");
  const std::optional<std::int64_t> buckets_max = optional_integer(input, "MaxBuckets");
  const bool shows_region = has_any_parameter(input);

  Json list = Json::array();
  std::string next;
  state.buckets.each(prefix, [&](const std::string& name, const Bucket& bucket) {
    const bool is_listed =
        name > beyond && bucket.owner == context.account() && (!region || bucket.region == *region);
    if (!is_listed) return true;
    if (buckets_max && list.size() == static_cast<std::size_t>(*buckets_max)) {
      next = to_base64(list.back().at("Name").get_ref<const std::string&>());
      return false;
    }
    Json item = {{"Name", name}, {"CreationDate", millis_of(bucket.created_at)}};
    if (shows_region) item["BucketRegion"] = bucket.region;
    list.push_back(std::move(item));
    return true;
  });

  Json output = {{"Buckets", std::move(list)},
                 {"Owner", {{"ID", canonical_user(context.account())}}}};
  if (!next.empty()) output["ContinuationToken"] = next;
  if (!prefix.empty()) output["Prefix"] = prefix;
  return output;
}

}  // namespace keytrail::s3
