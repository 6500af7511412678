#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

// The labelled versions sealed again under another key. The labels that people make are not among
// them (API reference, UpdateSecret, KmsKeyId).
Result<std::map<std::string, SealedValue>> reseal(Context& context, const Secret& secret,
                                                  const std::optional<std::string>& key_id) {
  std::map<std::string, SealedValue> resealed;
  for (const char* stage : {kCurrent, kPending, kPrevious}) {
    const std::string version_id = find_stage_holder(secret, stage);
    if (version_id.empty() || resealed.contains(version_id)) continue;
    if (!secret.versions.at(version_id).value.is_there()) continue;
    const ValuePlace place{secret.arn, version_id};
    KT_TRY(const SecretValue value, unseal(context, place, secret.versions.at(version_id).value));
    KT_TRY(resealed[version_id], seal(context, key_id, place, value));
  }
  return resealed;
}

}  // namespace

Result<Json> update_secret(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(const std::optional<SecretValue> value, secret_value_of(input));
  const std::string version_id = string_member(input, "ClientRequestToken");
  TokenUse use = TokenUse::Repeated;
  if (value) {
    KT_TRY(use, check_token(context, *secret, input, *value));
  }
  std::optional<std::string> key_id = secret->kms_key_id;
  if (find_member(input, "KmsKeyId")) key_id = kms_key_id_of(input);
  std::map<std::string, SealedValue> resealed;
  if (key_id != secret->kms_key_id) {
    KT_TRY_VOID(check_key_access(context, key_id, secret->arn));
    KT_TRY(resealed, reseal(context, *secret, key_id));
  }
  std::optional<SealedValue> sealed;
  if (use == TokenUse::New) {
    KT_TRY(sealed, seal(context, key_id, {secret->arn, version_id}, *value));
  }

  const std::optional<std::string> description = optional_string(input, "Description");
  if (sealed || description || key_id != secret->kms_key_id) {
    Secret& changed = change_secret(state, context, secret->name);
    if (description) changed.description = *description;
    changed.kms_key_id = std::move(key_id);
    for (auto& [id, moved] : resealed) changed.versions.at(id).value = std::move(moved);
    if (sealed) add_version(context, changed, version_id, *std::move(sealed), {kCurrent});
  }
  record_secret(context, *secret, RecordedName::No);
  Json reply = arn_and_name(*secret);
  if (value) reply["VersionId"] = version_id;
  return reply;
}

}  // namespace keytrail::secretsmanager
