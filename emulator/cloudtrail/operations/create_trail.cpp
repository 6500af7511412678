#include "cloudtrail/digests.h"
#include "cloudtrail/errors.h"
#include "cloudtrail/operations/operations.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/permissions.h"
#include "cloudtrail/tags.h"
#include "cloudtrail/trails.h"

namespace keytrail::cloudtrail {

// A new trail does not log before StartLogging.
Result<Json> create_trail(State& state, Context& context, const Json& input) {
  const bool validates = optional_bool(input, "EnableLogFileValidation").value_or(false);
  if (validates) require_signing_key(state, context);
  Trail trail;
  trail.validates_log_files = validates;
  trail.home = context.scope();
  trail.name = string_member(input, "Name");
  trail.bucket = string_member(input, "S3BucketName");
  trail.key_prefix = string_member(input, "S3KeyPrefix");
  trail.includes_global_service_events =
      optional_bool(input, "IncludeGlobalServiceEvents").value_or(true);
  trail.is_multi_region = optional_bool(input, "IsMultiRegionTrail").value_or(false);
  trail.log_group_arn = string_member(input, "CloudWatchLogsLogGroupArn");
  trail.log_role_arn = string_member(input, "CloudWatchLogsRoleArn");

  KT_TRY_VOID(check_trail_name(trail.name));
  if (optional_bool(input, "IsOrganizationTrail").value_or(false)) {
    KT_TRY(trail.organization_id, require_managed_organization(context));
  }
  if (state.trails.find(trail.id()) != nullptr) {
    return trail_already_exists(trail.name, trail.home.account);
  }
  KT_TRY(trail.topic_arn, parse_topic_name(trail, string_member(input, "SnsTopicName")));
  KT_TRY_VOID(check_room(state, trail));
  KT_TRY_VOID(check_trail(trail, context));
  KT_TRY(trail.kms_key_arn, resolve_key(trail, context, string_member(input, "KmsKeyId")));
  KT_TRY(trail.tags, merge_tags({}, find_member(input, "TagsList")));
  KT_TRY_VOID(check_key(context, trail));

  return trail_settings(state.trails.put(trail.id(), trail));
}

}  // namespace keytrail::cloudtrail
