#include "secretsmanager/replication.h"

#include <algorithm>

#include "secretsmanager/errors.h"
#include "secretsmanager/operations.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

Json status(const Secret& secret) {
  return {{"ARN", secret.arn}, {"ReplicationStatus", show_replicas(secret)}};
}

}  // namespace

Result<Json> replicate_secret_to_regions(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  KT_TRY(std::vector<Replica> replicas, read_replicas(context, input));
  const bool overwrites = optional_bool(input, "ForceOverwriteReplicaSecret").value_or(false);
  add_replicas(state, context, secret->name, std::move(replicas),
               overwrites ? Overwrite::Yes : Overwrite::No);
  return status(*secret);
}

Result<Json> remove_regions_from_replication(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  const std::vector<std::string> regions = input["RemoveReplicaRegions"];
  for (const std::string& region : regions) {
    if (std::ranges::find(secret->replicas, region, &Replica::region) == secret->replicas.end()) {
      return no_such_replica(region);
    }
  }
  Secret& changed = change_secret(state, context, secret->name);
  for (const std::string& region : regions) {
    remove_replica(state, context, changed, region);
    std::erase_if(changed.replicas,
                  [&](const Replica& replica) { return replica.region == region; });
  }
  return status(changed);
}

// Called where the replica is: from now on it stands for itself, and may be changed.
Result<Json> stop_replication_to_replica(State& state, Context& context, const Json& input) {
  KT_TRY(const Secret* secret, require_active_secret(state, context, input));
  if (secret->replica_of.empty()) return not_a_replica();
  const Scope primary_scope{context.account(), secret->replica_of};
  if (Secret* primary = state.secrets.edit(primary_scope.id(secret->name))) {
    std::erase_if(primary->replicas,
                  [&](const Replica& replica) { return replica.region == context.region(); });
  }
  Secret& changed = change_secret(state, context, secret->name);
  changed.replica_of.clear();
  return Json{{"ARN", changed.arn}};
}

}  // namespace keytrail::secretsmanager
