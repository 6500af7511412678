#include "kms/timers.h"

#include "kms/custom_key_stores.h"
#include "kms/grants.h"
#include "kms/key_material.h"
#include "kms/multi_region.h"

namespace keytrail::kms {
void note_transition(Context& context, const Key& key, KeyState from, std::string_view to) {
  context.timeline.note("state-transition", key.scope,
                        {{"resource", key.arn}, {"from", text_of(from)}, {"to", to}});
}

void await_deletion(Context& context, Key& key, Duration window) {
  key.state = KeyState::PendingDeletion;
  key.deletion_at = context.now + window;
  key.deletion_timer = context.scheduler.schedule(*key.deletion_at, Rank::StateTransition,
                                                  kDeleteKeyTimer, key.row_id());
}

void delete_key(State& kms, Context& context, const Timer& timer) {
  const Key* key = kms.keys.find(timer.subject);
  KT_ASSERT(key != nullptr && key->state == KeyState::PendingDeletion);
  note_transition(context, *key, key->state, "Deleted");
  context.ports.service_events.emit(
      key->scope, {"kms.amazonaws.com",
                   "DeleteKey",
                   {{"AWS::KMS::Key", key->arn}},
                   Json(),
                   key->is_in_custom_key_store() ? place_in_store(*key) : Json()});

  for (const KeyMaterial& material : key->materials)
    context.scheduler.cancel(material.expiry_timer);
  context.scheduler.cancel(key->rotation_timer);
  context.scheduler.cancel(key->transition_timer);
  for (const std::string& row : kms.aliases.ids(key->scope.prefix())) {
    if (kms.aliases.find(row)->key_id == key->id) kms.aliases.erase(row);
  }
  for (const std::string& row : kms.grants.ids(grants_prefix(*key))) kms.grants.erase(row);
  kms.deleted_keys.put(timer.subject, DeletedKey{context.now});
  if (key->is_multi_region()) forget_replica(kms, context, *key);
  take_out_of_store(kms, *key);
  kms.uses.erase(timer.subject);
  kms.keys.erase(timer.subject);
}

void expire_material(State& kms, Context& context, const Timer& timer) {
  Key* key = kms.keys.edit(timer.subject);
  KT_ASSERT(key != nullptr);
  KeyMaterial* material = key->find_material(timer.detail.get_ref<const std::string&>());
  KT_ASSERT(material != nullptr && material->is_present());
  const KeyState from = key->state;
  const std::string material_id = material->id;
  drop_material(kms, context, *key, *material);
  if (key->state != from) note_transition(context, *key, from, text_of(key->state));
  context.ports.service_events.emit(key->scope,
                                    {"kms.amazonaws.com",
                                     "DeleteExpiredKeyMaterial",
                                     {{"AWS::KMS::Key", key->arn}},
                                     Json{{"keyId", key->id}, {"keyMaterialId", material_id}},
                                     Json()});
}

}  // namespace keytrail::kms
