#include "cloudtrail/digests.h"
#include "cloudtrail/log_files.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/permissions.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {
namespace {

// An empty text takes the setting away; an absent one leaves it.
void set_if_given(std::string& setting, const Json& input, std::string_view member) {
  if (auto given = optional_string(input, member)) setting = std::move(*given);
}

// What was delivered until now still belongs to the chain that ends.
void set_validation(State& state, Context& context, const std::string& trail_id,
                    std::optional<bool> wanted) {
  const Trail* trail = state.trails.find(trail_id);
  if (!wanted || *wanted == trail->validates_log_files) return;
  if (!*wanted) {
    write_log_files_now(state, context, trail_id);
    end_digests(state, context, trail_id);
  }
  state.trails.edit(trail_id)->validates_log_files = *wanted;
  if (*wanted) begin_digests(state, context, trail_id);
}

// The files of an organization trail lie in folders of their own: what was delivered until now
// belongs to the chains that end, and new ones begin.
void set_organization(State& state, Context& context, const std::string& trail_id,
                      const std::string& wanted) {
  const Trail* trail = state.trails.find(trail_id);
  if (wanted == trail->organization_id) return;
  write_log_files_now(state, context, trail_id);
  end_digests(state, context, trail_id);
  state.trails.edit(trail_id)->organization_id = wanted;
  begin_digests(state, context, trail_id);
}

}  // namespace

Result<Json> update_trail(State& state, Context& context, const Json& input) {
  if (optional_bool(input, "EnableLogFileValidation").value_or(false)) {
    require_signing_key(state, context);
  }
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

  if (const auto topic = optional_string(input, "SnsTopicName")) {
    KT_TRY(updated.topic_arn, parse_topic_name(updated, *topic));
  }

  if (const auto key_id = optional_string(input, "KmsKeyId")) {
    KT_TRY(updated.kms_key_arn, resolve_key(updated, context, *key_id));
  }
  if (const auto is_wanted = optional_bool(input, "IsOrganizationTrail")) {
    updated.organization_id.clear();
    if (*is_wanted) {
      KT_TRY(updated.organization_id, require_managed_organization(context));
    }
  }
  KT_TRY_VOID(check_room(state, updated));
  KT_TRY_VOID(check_trail(updated, context));
  if (find_member(input, "KmsKeyId") != nullptr) KT_TRY_VOID(check_key(context, updated));

  const std::string id = updated.id();
  const std::string organization_id =
      std::exchange(updated.organization_id, trail->organization_id);
  state.trails.put(id, std::move(updated));
  set_organization(state, context, id, organization_id);
  set_validation(state, context, id, optional_bool(input, "EnableLogFileValidation"));
  return trail_settings(*state.trails.find(id));
}

}  // namespace keytrail::cloudtrail
