#include "secretsmanager/replies.h"

#include "secretsmanager/tags.h"

namespace keytrail::secretsmanager {
namespace {

// The model describes DeletedDate in two ways: as the end of the window for DescribeSecret, as the
// instant of the DeleteSecret call for ListSecrets. Here it is the instant of the call.
Instant deleted_date(const Deletion& deletion) { return deletion.requested_at; }

}  // namespace

Json arn_and_name(const Secret& secret) { return {{"ARN", secret.arn}, {"Name", secret.name}}; }

Json describe(const Secret& secret, const char* stages_member) {
  Json reply = arn_and_name(secret);
  if (!secret.description.empty()) reply["Description"] = secret.description;
  if (secret.kms_key_id) reply["KmsKeyId"] = *secret.kms_key_id;
  reply["LastChangedDate"] = millis_of(secret.last_changed_at);
  if (secret.last_accessed_at) reply["LastAccessedDate"] = millis_of(*secret.last_accessed_at);
  if (secret.deletion) reply["DeletedDate"] = millis_of(deleted_date(*secret.deletion));
  if (secret.tags) reply["Tags"] = show_tags(*secret.tags);
  Json stages = Json::object();
  for (const auto& [id, version] : secret.versions) {
    if (!version.stages.empty()) stages[id] = version.stages;
  }
  if (!stages.empty()) reply[stages_member] = std::move(stages);
  reply["CreatedDate"] = millis_of(secret.created_at);
  return reply;
}

void record_secret(Context& context, const Secret& secret, RecordedName name) {
  Json elements{{"arn", secret.arn}};
  if (name == RecordedName::Yes) elements["name"] = secret.name;
  context.record.response_elements = std::move(elements);
}

}  // namespace keytrail::secretsmanager
