#include "kms/multi_region.h"

#include <algorithm>

#include "kms/key_lookup.h"
#include "kms/timers.h"

namespace keytrail::kms {
namespace {

std::string row_in(const Key& key, const std::string& region) {
  return Scope{key.scope.account, region}.id(key.id);
}

Json place_of(const Key& key, const std::string& region) {
  return {{"Arn", key_arn({key.scope.account, region}, key.id)}, {"Region", region}};
}

const Key* find_primary(const State& kms, const Key& key) {
  return kms.keys.find(row_in(key, key.primary_region));
}

void for_each_replica(State& kms, const Key& primary, const std::function<void(Key&)>& visit) {
  for (const std::string& region : primary.replica_regions) {
    if (Key* replica = kms.keys.edit(row_in(primary, region))) visit(*replica);
  }
}

// Which materials there are is the primary's to say. Imported bytes and their expiry are each
// Region's own.
void share_materials(Context& context, const Key& primary, Key& replica) {
  std::vector<KeyMaterial> own = std::exchange(replica.materials, primary.materials);
  replica.current_material_id = primary.current_material_id;
  if (primary.origin == Origin::AwsKms) return;
  for (KeyMaterial& material : replica.materials) {
    const auto same = std::find_if(own.begin(), own.end(),
                                   [&](const KeyMaterial& m) { return m.id == material.id; });
    KeyMaterial held = same == own.end() ? KeyMaterial() : std::move(*same);
    if (same != own.end()) own.erase(same);
    material.secret = std::move(held.secret);
    material.valid_to = held.valid_to;
    material.expiry_timer = held.expiry_timer;
    material.description = std::move(held.description);
  }
  for (const KeyMaterial& gone : own) context.scheduler.cancel(gone.expiry_timer);
}

void synchronize_replicas(State& kms, Context& context, const Key& primary) {
  for_each_replica(kms, primary, [&](Key& replica) {
    replica.primary_region = primary.primary_region;
    replica.replica_regions = primary.replica_regions;
    replica.rotation_period = primary.rotation_period;
    replica.next_rotation_at = primary.next_rotation_at;
    share_materials(context, primary, replica);
    ServiceEvent event;
    event.event_source = "kms.amazonaws.com";
    event.event_name = "SynchronizeMultiRegionKey";
    event.resources = {{"AWS::KMS::Key", primary.arn}};
    event.response_elements = {{"keyId", primary.arn}};
    context.ports.service_events.emit(replica.scope, event);
  });
}

KeyState state_with_material_of(const Key& key) {
  return key.has_all_material() ? KeyState::Enabled : KeyState::PendingImport;
}

}  // namespace

Json multi_region_configuration(const Key& key) {
  Json replicas = Json::array();
  for (const std::string& region : key.replica_regions) replicas.push_back(place_of(key, region));
  return {{"MultiRegionKeyType", key.is_primary() ? "PRIMARY" : "REPLICA"},
          {"PrimaryKey", place_of(key, key.primary_region)},
          {"ReplicaKeys", std::move(replicas)}};
}

void change_shared(State& kms, Context& context, const Key& key,
                   const std::function<void(Key&)>& change) {
  Key& changed = *kms.keys.edit(key.row_id());
  change(changed);
  if (changed.is_primary()) synchronize_replicas(kms, context, changed);
}

void forget_replica(State& kms, Context& context, const Key& key) {
  const std::string region = key.scope.region;
  std::vector<std::string> regions = key.replica_regions;
  regions.push_back(key.primary_region);
  for (const std::string& other : regions) {
    if (other == region) continue;
    Key* related = kms.keys.edit(row_in(key, other));
    if (related == nullptr) continue;
    std::erase(related->replica_regions, region);
    const bool has_waited = related->state == KeyState::PendingReplicaDeletion;
    if (has_waited && related->replica_regions.empty()) {
      await_deletion(context, *related, *std::exchange(related->deletion_window, std::nullopt));
    }
  }
}

bool is_ready_to_rotate(const State& kms, const Key& key) {
  const Key* primary = key.is_multi_region() ? find_primary(kms, key) : &key;
  const auto has_it = [](const Key* related) {
    const KeyMaterial* waiting = related == nullptr ? nullptr : related->waiting_material();
    return waiting != nullptr && waiting->is_present();
  };
  return has_it(primary) && std::all_of(primary->replica_regions.begin(),
                                        primary->replica_regions.end(), [&](const auto& region) {
                                          return has_it(kms.keys.find(row_in(key, region)));
                                        });
}

void pass_through(Context& context, Key& key, KeyState state) {
  context.scheduler.cancel(std::exchange(key.transition_timer, 0));
  const Duration delay = context.settings.transition_delay;
  if (delay <= Duration::zero()) {
    key.state = state_with_material_of(key);
    return;
  }
  key.state = state;
  key.transition_timer = context.scheduler.schedule(context.now + delay, Rank::StateTransition,
                                                    kEndTransitionTimer, key.row_id());
}

void end_transition(State& kms, Context& context, const Timer& timer) {
  Key* key = kms.keys.edit(timer.subject);
  KT_ASSERT(key != nullptr);
  const KeyState from = std::exchange(key->state, state_with_material_of(*key));
  key->transition_timer = 0;
  note_transition(context, *key, from, text_of(key->state));
}

}  // namespace keytrail::kms
