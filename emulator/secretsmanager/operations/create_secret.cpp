#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replication.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/tags.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

Json created(const Secret& secret, const std::string& version_id) {
  Json reply = arn_and_name(secret);
  if (!version_id.empty()) reply["VersionId"] = version_id;
  return reply;
}

void record_created(Context& context, const Json& reply) {
  Json elements{{"arn", reply["ARN"]}, {"name", reply["Name"]}};
  if (reply.contains("VersionId")) elements["versionId"] = reply["VersionId"];
  context.record.response_elements = std::move(elements);
}

// The same call again, by token and value, gets the same answer.
Result<Json> repeat_creation(Context& context, const Secret& secret, const Json& input,
                             const std::optional<SecretValue>& value) {
  if (secret.is_marked_for_deletion()) return name_scheduled_for_deletion();
  if (!value) return secret_exists(secret.name);
  KT_TRY(const TokenUse use, check_token(context, secret, input, *value));
  if (use == TokenUse::New) return secret_exists(secret.name);
  return created(secret, string_member(input, "ClientRequestToken"));
}

}  // namespace

Result<Json> create_secret(State& state, Context& context, const Json& input) {
  Secret secret;
  secret.name = string_member(input, "Name");
  KT_TRY_VOID(check_name(secret.name));
  KT_TRY(const std::optional<SecretValue> value, secret_value_of(input));
  const std::string id = context.scope().id(secret.name);
  if (const Secret* present = state.secrets.find(id)) {
    KT_TRY(Json reply, repeat_creation(context, *present, input, value));
    record_created(context, reply);
    return reply;
  }

  if (find_member(input, "Tags")) {
    KT_TRY(secret.tags, with_tags({}, input));
  }
  secret.arn = make_secret_arn(context, secret.name);
  secret.description = string_member(input, "Description");
  secret.kms_key_id = kms_key_id_of(input);
  secret.created_at = context.now;
  secret.last_changed_at = context.now;
  KT_TRY(std::vector<Replica> replicas, read_replicas(context, input));
  if (secret.kms_key_id) {
    KT_TRY_VOID(check_key_access(context, secret.kms_key_id, secret.arn));
  }
  std::string version_id;
  if (value) {
    KT_TRY_VOID(check_token(context, secret, input, *value));
    version_id = string_member(input, "ClientRequestToken");
    KT_TRY(SealedValue sealed, seal(context, secret.kms_key_id, {secret.arn, version_id}, *value));
    add_version(context, secret, version_id, std::move(sealed), {kCurrent});
  }

  const Secret& stored = state.secrets.put(id, std::move(secret));
  Json reply = created(stored, version_id);
  if (!replicas.empty()) {
    const bool overwrites = optional_bool(input, "ForceOverwriteReplicaSecret").value_or(false);
    add_replicas(state, context, stored.name, std::move(replicas),
                 overwrites ? Overwrite::Yes : Overwrite::No);
    reply["ReplicationStatus"] = show_replicas(stored);
  }
  record_created(context, reply);
  return reply;
}

}  // namespace keytrail::secretsmanager
