#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

// By VersionId, by VersionStage, by both if they agree; else the current version.
Result<std::string> choose_version(const Secret& secret, const Json& input) {
  const std::optional<std::string> id = optional_string(input, "VersionId");
  const std::optional<std::string> stage = optional_string(input, "VersionStage");
  if (!id) {
    const std::string wanted = stage.value_or(kCurrent);
    std::string holder = find_stage_holder(secret, wanted);
    if (holder.empty()) return stage_not_found(wanted);
    return holder;
  }
  const auto version = secret.versions.find(*id);
  if (version == secret.versions.end()) return version_not_found(*id);
  if (stage && !version->second.stages.contains(*stage)) return stage_not_on_version();
  return *id;
}

void note_access(State& state, const Context& context, const Secret& secret,
                 const std::string& version_id) {
  const Instant today = floor_to(context.now, std::chrono::days(1));
  // Most reads are not the first of their day, and then there is nothing to store.
  if (secret.versions.at(version_id).last_accessed_at == today) return;
  Secret* changed = state.secrets.edit(context.scope().id(secret.name));
  changed->last_accessed_at = today;
  changed->versions.at(version_id).last_accessed_at = today;
}

}  // namespace

Result<Json> get_secret_value(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(const std::string version_id, choose_version(*secret, input));
  const Version& version = secret->versions.at(version_id);
  if (!version.value.is_there()) {
    const std::optional<std::string> stage = optional_string(input, "VersionStage");
    return stage ? stage_not_found(*stage) : version_not_found(version_id);
  }
  KT_TRY(const SecretValue value, unseal(context, {secret->arn, version_id}, version.value));

  note_access(state, context, *secret, version_id);
  Json reply = arn_and_name(*secret);
  reply["VersionId"] = version_id;
  show_value(reply, value);
  reply["VersionStages"] = version.stages;
  reply["CreatedDate"] = millis_of(version.created_at);
  return reply;
}

}  // namespace keytrail::secretsmanager
