#include "kms/rotation.h"

#include "kms/key_material.h"
#include "kms/multi_region.h"

namespace keytrail::kms {
namespace {

void schedule_rotation(Context& context, Key& key) {
  pause_rotation(context, key);
  key.next_rotation_at = context.now + *key.rotation_period;
  resume_rotation(context, key);
}

bool can_rotate_by_itself(const Key& key) {
  return key.state == KeyState::Enabled || key.state == KeyState::Updating;
}

void take_next_material(Context& context, Key& key, RotationType type) {
  const std::string previous = key.current_material_id;
  if (key.origin == Origin::AwsKms) {
    key.materials.push_back(make_material(context, key));
    key.current_material_id = key.materials.back().id;
  } else {
    KeyMaterial* const waiting = key.waiting_material();
    KT_ASSERT(waiting != nullptr);
    waiting->waits_for_rotation = false;
    key.current_material_id = waiting->id;
  }
  KeyMaterial& current = *key.find_material(key.current_material_id);
  current.rotated_at = context.now;
  current.rotation_type = type;
  if (type == RotationType::OnDemand) ++key.on_demand_rotations;
  context.ports.service_events.emit(key.scope, {"kms.amazonaws.com",
                                                "RotateKey",
                                                {{"AWS::KMS::Key", key.arn}},
                                                Json{{"keyId", key.id},
                                                     {"rotationType", text_of(type)},
                                                     {"keyOrigin", text_of(key.origin)},
                                                     {"previousKeyMaterialId", previous},
                                                     {"currentKeyMaterialId", current.id}},
                                                Json()});
}

void rotate_and_schedule(State& kms, Context& context, Key& key) {
  schedule_rotation(context, key);
  rotate(kms, context, key, RotationType::Automatic);
}

}  // namespace

void enable_rotation(Context& context, Key& key, std::chrono::days period) {
  key.rotation_period = period;
  schedule_rotation(context, key);
}

void resume_rotation(Context& context, Key& key) {
  if (!key.next_rotation_at || *key.next_rotation_at <= context.now) return;
  key.rotation_timer = context.scheduler.schedule(*key.next_rotation_at, Rank::StateTransition,
                                                  kRotateKeyTimer, key.row_id());
}

void pause_rotation(Context& context, Key& key) {
  context.scheduler.cancel(std::exchange(key.rotation_timer, 0));
}

void disable_rotation(Context& context, Key& key) {
  pause_rotation(context, key);
  key.rotation_period.reset();
  key.next_rotation_at.reset();
}

void rotate(State& kms, Context& context, const Key& key, RotationType type) {
  change_shared(kms, context, key,
                [&](Key& changed) { take_next_material(context, changed, type); });
}

void rotate_by_schedule(State& kms, Context& context, const Timer& timer) {
  Key* key = kms.keys.edit(timer.subject);
  KT_ASSERT(key != nullptr && key->rotation_period);
  key->rotation_timer = 0;
  if (can_rotate_by_itself(*key)) rotate_and_schedule(kms, context, *key);
}

void rotate_if_overdue(State& kms, Context& context, Key& key) {
  if (!key.is_replica() && key.next_rotation_at && *key.next_rotation_at <= context.now) {
    rotate_and_schedule(kms, context, key);
  }
}

}  // namespace keytrail::kms
