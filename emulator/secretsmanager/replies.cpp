#include "secretsmanager/replies.h"

#include "secretsmanager/replication.h"
#include "secretsmanager/schedule.h"
#include "secretsmanager/tags.h"

namespace keytrail::secretsmanager {
namespace {

// The model describes DeletedDate in two ways: as the end of the window for DescribeSecret, as the
// instant of the DeleteSecret call for ListSecrets. Here it is the instant of the call.
Instant deleted_date(const Deletion& deletion) { return deletion.requested_at; }

void show_rotation(Json& reply, const Rotation& rotation) {
  reply["RotationEnabled"] = rotation.is_enabled;
  reply["RotationLambdaARN"] = rotation.function_arn;
  Json rules = Json::object();
  if (rotation.rules.days) rules["AutomaticallyAfterDays"] = *rotation.rules.days;
  if (!rotation.rules.duration.empty()) rules["Duration"] = rotation.rules.duration;
  if (!rotation.rules.schedule.empty()) rules["ScheduleExpression"] = rotation.rules.schedule;
  if (!rules.empty()) reply["RotationRules"] = std::move(rules);
  if (rotation.last_rotated_at) reply["LastRotatedDate"] = millis_of(*rotation.last_rotated_at);
  if (rotation.next_window_at) {
    reply["NextRotationDate"] = millis_of(end_of_window(rotation.rules, *rotation.next_window_at));
  }
}

}  // namespace

Json arn_and_name(const Secret& secret) { return {{"ARN", secret.arn}, {"Name", secret.name}}; }

Json describe(const Secret& secret, std::string_view stages_member) {
  Json reply = arn_and_name(secret);
  if (!secret.description.empty()) reply["Description"] = secret.description;
  if (secret.kms_key_id) reply["KmsKeyId"] = *secret.kms_key_id;
  if (secret.rotation) show_rotation(reply, *secret.rotation);
  reply["LastChangedDate"] = millis_of(secret.last_changed_at);
  if (secret.last_accessed_at) reply["LastAccessedDate"] = millis_of(*secret.last_accessed_at);
  if (secret.deletion) reply["DeletedDate"] = millis_of(deleted_date(*secret.deletion));
  if (secret.tags) reply["Tags"] = show_tags(*secret.tags);
  Json stages = Json::object();
  for (const auto& [id, version] : secret.versions) {
    if (!version.stages.empty()) stages[id] = version.stages;
  }
  if (!stages.empty()) reply[std::string(stages_member)] = std::move(stages);
  reply["CreatedDate"] = millis_of(secret.created_at);
  if (!secret.replica_of.empty()) {
    reply["PrimaryRegion"] = secret.replica_of;
  } else if (!secret.replicas.empty()) {
    reply["PrimaryRegion"] = parse_arn(secret.arn)->region;
    // Lists tell the primary's Region alone.
    if (stages_member == kDescribeStages) reply["ReplicationStatus"] = show_replicas(secret);
  }
  return reply;
}

void record_secret(Context& context, const Secret& secret, RecordedName name) {
  Json elements{{"arn", secret.arn}};
  if (name == RecordedName::Yes) elements["name"] = secret.name;
  context.record.response_elements = std::move(elements);
}

}  // namespace keytrail::secretsmanager
