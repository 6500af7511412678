#include "secretsmanager/replication.h"

#include <algorithm>

#include "base/text.h"
#include "secretsmanager/deletion.h"
#include "secretsmanager/errors.h"
#include "secretsmanager/sealing.h"
#include "secretsmanager/secret_id.h"

namespace keytrail::secretsmanager {
namespace {

bool is_region(std::string_view text) {
  return split(text, '-').size() >= 3 && std::ranges::all_of(text, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::string row_in(const Context& context, const std::string& region, const std::string& name) {
  return Scope{context.account(), region}.id(name);
}

std::string arn_in(const std::string& region, const Secret& primary) {
  Arn arn = *parse_arn(primary.arn);
  arn.region = region;
  return arn.text();
}

// The primary's values, each opened at most once whatever the number of replicas.
class Values {
 public:
  Values(Context& context, const Secret& primary) : context_(context), primary_(primary) {}

  Result<SecretValue> open(const std::string& version_id) {
    const auto found = opened_.find(version_id);
    if (found != opened_.end()) return found->second;
    KT_TRY(SecretValue value,
           unseal(context_, {primary_.arn, version_id}, primary_.versions.at(version_id).value));
    return opened_.emplace(version_id, std::move(value)).first->second;
  }

 private:
  Context& context_;
  const Secret& primary_;
  std::map<std::string, SecretValue> opened_;
};

// The copy as it should be; `present` is what there is of it.
Result<Secret> make_copy(Context& context, const Secret& primary, const Replica& replica,
                         const Secret* present, Values& values) {
  Secret copy;
  if (present != nullptr) copy = *present;
  copy.name = primary.name;
  copy.arn = arn_in(replica.region, primary);
  copy.description = primary.description;
  copy.kms_key_id = replica.kms_key_id;
  copy.tags = primary.tags;
  copy.resource_policy = primary.resource_policy;
  copy.created_at = primary.created_at;
  copy.last_changed_at = primary.last_changed_at;
  copy.replica_of = context.region();
  std::erase_if(copy.versions,
                [&](const auto& version) { return !primary.versions.contains(version.first); });
  for (const auto& [id, version] : primary.versions) {
    Version& copied = copy.versions[id];
    copied.stages = version.stages;
    copied.created_at = version.created_at;
    if (copied.value.is_there() || !version.value.is_there()) continue;
    KT_TRY(const SecretValue value, values.open(id));
    KT_TRY(copied.value, seal(context, replica.kms_key_id, {copy.arn, id}, value));
  }
  return copy;
}

// Why the copy is not what it should be; nothing when it now is.
std::string bring_up_to_date(State& state, Context& context, const Secret& primary,
                             const Replica& replica, Values& values, Overwrite overwrite) {
  const std::string row = row_in(context, replica.region, primary.name);
  const Secret* present = state.secrets.find(row);
  const bool is_ours = present != nullptr && present->replica_of == context.region() &&
                       present->arn == arn_in(replica.region, primary);
  if (present != nullptr && !is_ours && overwrite == Overwrite::No) {
    return "Secret with this name already exists in this region";
  }
  Result<Secret> copy = make_copy(context, primary, replica, is_ours ? present : nullptr, values);
  if (!copy.ok()) return copy.error().message;
  if (present != nullptr && present->deletion) {
    context.scheduler.cancel(present->deletion->timer);
  }
  state.secrets.put(row, std::move(copy).value());
  return "";
}

void bring_all_up_to_date(State& state, Context& context, const std::string& name,
                          Overwrite overwrite) {
  const std::string row = context.scope().id(name);
  const Secret primary = *state.secrets.find(row);
  Values values(context, primary);
  std::vector<Replica> replicas = primary.replicas;
  for (Replica& replica : replicas) {
    replica.failure = bring_up_to_date(state, context, primary, replica, values, overwrite);
  }
  state.secrets.edit(row)->replicas = std::move(replicas);
}

}  // namespace

Result<void> check_is_primary(const State& state, const Context& context, const Json& input) {
  const Result<const Secret*> secret = require_secret(state, context, input);
  if (secret.ok() && !secret.value()->replica_of.empty()) return not_on_a_replica();
  return {};
}

Result<std::vector<Replica>> read_replicas(const Context& context, const Json& input) {
  std::vector<Replica> replicas;
  const Json* list = find_member(input, "AddReplicaRegions");
  if (list == nullptr) return replicas;
  for (const Json& item : *list) {
    Replica replica{string_member(item, "Region"), kms_key_id_of(item), ""};
    if (!is_region(replica.region)) return invalid_replica_region(replica.region);
    if (replica.region == context.region()) return replica_in_own_region(replica.region);
    replicas.push_back(std::move(replica));
  }
  return replicas;
}

void add_replicas(State& state, Context& context, const std::string& name,
                  std::vector<Replica> replicas, Overwrite overwrite) {
  Secret& primary = *state.secrets.edit(context.scope().id(name));
  for (Replica& replica : replicas) {
    const auto known = std::ranges::find(primary.replicas, replica.region, &Replica::region);
    if (known == primary.replicas.end()) primary.replicas.push_back(std::move(replica));
  }
  bring_all_up_to_date(state, context, name, overwrite);
}

void synchronise(State& state, Context& context, const std::string& name) {
  const Secret* primary = state.secrets.find(context.scope().id(name));
  if (primary == nullptr || primary->replicas.empty()) return;
  bring_all_up_to_date(state, context, name, Overwrite::No);
}

void remove_replica(State& state, Context& context, const Secret& secret,
                    const std::string& region) {
  const std::string row = row_in(context, region, secret.name);
  const Secret* copy = state.secrets.find(row);
  if (copy != nullptr && copy->replica_of == context.region()) state.secrets.erase(row);
}

Json show_replicas(const Secret& secret) {
  Json list = Json::array();
  for (const Replica& replica : secret.replicas) {
    const bool is_in_sync = replica.failure.empty();
    list.push_back({{"Region", replica.region},
                    {"KmsKeyId", replica.kms_key_id.value_or("alias/aws/secretsmanager")},
                    {"Status", is_in_sync ? "InSync" : "Failed"},
                    {"StatusMessage", is_in_sync ? "Replication succeeded" : replica.failure}});
  }
  return list;
}

}  // namespace keytrail::secretsmanager
