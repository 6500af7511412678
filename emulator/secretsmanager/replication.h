// Replication: a primary secret has copies in other Regions, each under a key of its Region, which
// cannot be changed there and follow every change of the primary (user guide, "Replicate secrets
// across Regions"). A copy follows in the same transaction, so it is never "InProgress".
#pragma once

#include "core/context.h"
#include "secretsmanager/state.h"

namespace keytrail::secretsmanager {

// That the secret may be changed here: it is no replica. A secret that is not there passes; the
// operation will say so.
Result<void> check_is_primary(const State& state, const Context& context, const Json& input);

// The Regions of an AddReplicaRegions list.
Result<std::vector<Replica>> read_replicas(const Context& context, const Json& input);
// Makes the replicas part of the secret and brings them up to date. Where it cannot be done the
// replica's status says why.
enum class Overwrite { No, Yes };
void add_replicas(State& state, Context& context, const std::string& name,
                  std::vector<Replica> replicas, Overwrite overwrite);
// Brings all replicas up to date.
void synchronise(State& state, Context& context, const std::string& name);
void remove_replica(State& state, Context& context, const Secret& secret,
                    const std::string& region);

// ReplicationStatus of a primary.
Json show_replicas(const Secret& secret);

}  // namespace keytrail::secretsmanager
