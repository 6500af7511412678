#include "cloudtrail/operations/operations.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

// An empty text takes the setting away; an absent one leaves it.
void set_if_given(std::string& setting, const Json& input, std::string_view member) {
  if (auto given = optional_string(input, member)) setting = std::move(*given);
}

}  // namespace

Result<Json> update_trail(State& state, Context& context, const Json& input) {
  KT_TRY(const Trail* trail, require_trail_at_home(state, context, string_member(input, "Name")));
  Trail updated = *trail;
  set_if_given(updated.bucket, input, "S3BucketName");
  set_if_given(updated.key_prefix, input, "S3KeyPrefix");
  set_if_given(updated.log_group_arn, input, "CloudWatchLogsLogGroupArn");
  set_if_given(updated.log_role_arn, input, "CloudWatchLogsRoleArn");
  // Going from one region to all turns global service events on, and back turns them off
  // (CloudTrail guide, "Global service events").
  updated.is_multi_region =
      optional_bool(input, "IsMultiRegionTrail").value_or(trail->is_multi_region);
  if (updated.is_multi_region != trail->is_multi_region) {
    updated.includes_global_service_events = updated.is_multi_region;
  }
  updated.includes_global_service_events = optional_bool(input, "IncludeGlobalServiceEvents")
                                               .value_or(updated.includes_global_service_events);
  if (updated.log_group_arn != trail->log_group_arn) updated.log_delivery_error.clear();

  KT_TRY_VOID(check_room(state, updated));
  KT_TRY_VOID(check_trail(updated, context));

  return trail_settings(state.trails.put(updated.id(), updated));
}

}  // namespace keytrail::cloudtrail
