#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replies.h"
#include "secretsmanager/secret_id.h"
#include "secretsmanager/versions.h"

namespace keytrail::secretsmanager {
namespace {

std::vector<std::string> stages_of(const Secret& secret, const Json& input) {
  const Json* given = find_member(input, "VersionStages");
  if (!given) return {kCurrent};
  std::vector<std::string> stages = *given;
  // The first version of a secret is the current one, whatever else it is called.
  if (secret.versions.empty()) stages.emplace_back(kCurrent);
  return stages;
}

}  // namespace

Result<Json> put_secret_value(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(const std::optional<SecretValue> value, secret_value_of(input));
  if (!value) return secret_value_missing();
  KT_TRY(const TokenUse use, check_token(context, *secret, input, *value));
  const std::string version_id = string_member(input, "ClientRequestToken");
  if (use == TokenUse::New) {
    const std::vector<std::string> stages = stages_of(*secret, input);
    KT_TRY_VOID(check_stage_quota(*secret, stages));
    KT_TRY(SealedValue sealed,
           seal(context, secret->kms_key_id, {secret->arn, version_id}, *value));
    add_version(context, change_secret(state, context, secret->name), version_id, std::move(sealed),
                stages);
  }

  record_secret(context, *secret, RecordedName::No);
  Json reply = arn_and_name(*secret);
  reply["VersionId"] = version_id;
  reply["VersionStages"] = secret->versions.at(version_id).stages;
  return reply;
}

}  // namespace keytrail::secretsmanager
