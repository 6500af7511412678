#include "secretsmanager/service.h"

#include "secretsmanager/deletion.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/replication.h"
#include "secretsmanager/rotation.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

// A change: of a primary alone, whose replicas it reaches at once.
template <Result<Json> (*Handler)(State&, Context&, const Json&)>
Result<Json> on_primary(State& state, Context& context, const Json& input) {
  KT_TRY_VOID(check_is_primary(state, context, input));
  KT_TRY(Json output, Handler(state, context, input));
  const Result<const Secret*> secret = require_secret(state, context, input);
  if (secret.ok()) synchronise(state, context, secret.value()->name);
  return output;
}

}  // namespace

const std::vector<Operation<State>>& operations() {
  using enum Access;
  constexpr auto kNone = ResponseElements::None;
  constexpr auto kOutput = ResponseElements::Output;
  // What a record must never show.
  const std::vector<std::string_view> value{"SecretString", "SecretBinary"};
  // External secrets, which a partner of AWS's rotates.
  const std::vector<Refused> external{{"ExternalSecretRotationMetadata"},
                                      {"ExternalSecretRotationRoleArn"}};
  static const std::vector<Operation<State>> rows{
      {"BatchGetSecretValue", batch_get_secret_value, Read},
      {"CancelRotateSecret", on_primary<cancel_rotate_secret>, Write, kOutput},
      {"CreateSecret", create_secret, Write, kOutput, value, {{"Type"}}},
      {"DeleteResourcePolicy", on_primary<delete_resource_policy>, Write, kOutput},
      {"DeleteSecret", on_primary<delete_secret>, Write, kOutput},
      {"DescribeSecret", describe_secret, Read},
      {"GetRandomPassword", get_random_password, Read, kNone, {"RandomPassword"}},
      {"GetResourcePolicy", get_resource_policy, Read},
      {"GetSecretValue", get_secret_value, Read, kNone, value},
      {"ListSecretVersionIds", list_secret_version_ids, Read},
      {"ListSecrets", list_secrets, Read},
      {"PutResourcePolicy", on_primary<put_resource_policy>, Write, kOutput},
      {"PutSecretValue", on_primary<put_secret_value>, Write, kOutput, value, {{"RotationToken"}}},
      {"RemoveRegionsFromReplication", on_primary<remove_regions_from_replication>, Write},
      {"ReplicateSecretToRegions", on_primary<replicate_secret_to_regions>, Write},
      {"RestoreSecret", restore_secret, Write, kOutput},
      {"RotateSecret", on_primary<rotate_secret>, Write, kOutput, {}, external},
      {"StopReplicationToReplica", stop_replication_to_replica, Write},
      {"TagResource", on_primary<tag_resource>, Write},
      {"UntagResource", on_primary<untag_resource>, Write},
      {"UpdateSecret", on_primary<update_secret>, Write, kOutput, value, {{"Type"}}},
      {"UpdateSecretVersionStage", on_primary<update_secret_version_stage>, Write, kOutput},
      {"ValidateResourcePolicy", validate_resource_policy, Read},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{
      {std::string_view(kDeleteSecretTimer), end_recovery_window},
      {std::string_view(kRotateSecretTimer), open_rotation_window}};
  return rows;
}

}  // namespace keytrail::secretsmanager
