#include "secretsmanager/service.h"

#include "secretsmanager/deletion.h"
#include "secretsmanager/operations.h"

namespace keytrail::secretsmanager {

const std::vector<Operation<State>>& operations() {
  using enum Access;
  constexpr auto kNone = ResponseElements::None;
  constexpr auto kOutput = ResponseElements::Output;
  // What a record must never show.
  const std::vector<std::string_view> value{"SecretString", "SecretBinary"};
  static const std::vector<Operation<State>> rows{
      {"BatchGetSecretValue", batch_get_secret_value, Read},
      {"CreateSecret",
       create_secret,
       Write,
       kOutput,
       value,
       {{"AddReplicaRegions"}, {"ForceOverwriteReplicaSecret", "false"}, {"Type"}}},
      {"DeleteResourcePolicy", delete_resource_policy, Write, kOutput},
      {"DeleteSecret", delete_secret, Write, kOutput},
      {"DescribeSecret", describe_secret, Read},
      {"GetRandomPassword", get_random_password, Read, kNone, {"RandomPassword"}},
      {"GetResourcePolicy", get_resource_policy, Read},
      {"GetSecretValue", get_secret_value, Read, kNone, value},
      {"ListSecretVersionIds", list_secret_version_ids, Read},
      {"ListSecrets", list_secrets, Read},
      {"PutResourcePolicy",
       put_resource_policy,
       Write,
       kOutput,
       {},
       {{"BlockPublicPolicy", "false"}}},
      {"PutSecretValue", put_secret_value, Write, kOutput, value, {{"RotationToken"}}},
      {"RestoreSecret", restore_secret, Write, kOutput},
      {"TagResource", tag_resource, Write},
      {"UntagResource", untag_resource, Write},
      {"UpdateSecret", update_secret, Write, kOutput, value, {{"Type"}}},
      {"UpdateSecretVersionStage", update_secret_version_stage, Write, kOutput},
  };
  return rows;
}

const std::vector<TimerHandler<State>>& timers() {
  static const std::vector<TimerHandler<State>> rows{{kDeleteSecretTimer, end_recovery_window}};
  return rows;
}

}  // namespace keytrail::secretsmanager
