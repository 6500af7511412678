#include "kms/custom_key_stores.h"

#include "kms/errors.h"
#include "kms/timers.h"

namespace keytrail::kms {
namespace {

std::string prefix_of_keys(const CustomKeyStore& store) { return store.row_id() + "/"; }
std::string row_in_store(const Key& key) {
  return key.scope.id(key.custom_key_store_id) + "/" + key.id;
}

void for_each_key_of(State& kms, const CustomKeyStore& store,
                     const std::function<void(Key&)>& visit) {
  kms.stored_keys.each(prefix_of_keys(store), [&](const std::string&, const StoredKey& stored) {
    visit(*kms.keys.edit(stored.key_row));
  });
}

void change_state(Context& context, Key& key, KeyState to) {
  const KeyState from = std::exchange(key.state, to);
  note_transition(context, key, from, text_of(to));
}

// A key that waits for its deletion goes on waiting, so that it can still be saved.
void lose_keys(State& kms, Context& context, const CustomKeyStore& store) {
  for_each_key_of(kms, store, [&](Key& key) {
    if (key.state != KeyState::Enabled && key.state != KeyState::Disabled) return;
    key.comes_back_disabled = key.state == KeyState::Disabled;
    change_state(context, key, KeyState::Unavailable);
  });
}

void regain_keys(State& kms, Context& context, const CustomKeyStore& store) {
  for_each_key_of(kms, store, [&](Key& key) {
    if (key.state != KeyState::Unavailable) return;
    change_state(context, key, key.comes_back_disabled ? KeyState::Disabled : KeyState::Enabled);
  });
}

void settle(State& kms, Context& context, CustomKeyStore& store) {
  if (store.state == ConnectionState::Disconnecting) {
    store.state = ConnectionState::Disconnected;
  } else if (!store.fault.empty()) {
    store.state = ConnectionState::Failed;
    store.error_code = store.fault;
  } else {
    store.state = ConnectionState::Connected;
    regain_keys(kms, context, store);
  }
}

void begin(State& kms, Context& context, CustomKeyStore& store, ConnectionState state) {
  store.state = state;
  store.error_code.clear();
  context.scheduler.cancel(std::exchange(store.timer, 0));
  const Duration delay = context.settings.transition_delay;
  if (delay <= Duration::zero()) return settle(kms, context, store);
  store.timer = context.scheduler.schedule(context.now + delay, Rank::StateTransition,
                                           kKeyStoreTimer, store.row_id());
}

}  // namespace

Result<const CustomKeyStore*> require_custom_key_store(const State& kms, const Scope& scope,
                                                       const std::string& id) {
  const CustomKeyStore* store = kms.custom_key_stores.find(scope.id(id));
  if (store == nullptr) return custom_key_store_not_found(id);
  return store;
}

const CustomKeyStore* find_custom_key_store_named(const State& kms, const Scope& scope,
                                                  std::string_view name) {
  const CustomKeyStore* found = nullptr;
  kms.custom_key_stores.each(scope.prefix(), [&](const std::string&, const CustomKeyStore& store) {
    if (store.name == name) found = &store;
  });
  return found;
}

Result<const CustomKeyStore*> require_store_for_key(const State& kms, const Scope& scope,
                                                    const Json& input, Origin origin) {
  const std::string id = string_member(input, "CustomKeyStoreId");
  const bool wants_external = origin == Origin::ExternalKeyStore;
  if (id.empty()) return custom_key_store_id_missing(origin);
  KT_TRY(const CustomKeyStore* store, require_custom_key_store(kms, scope, id));
  if (store->is_external != wants_external) return custom_key_store_of_another_type(origin);
  if (store->state != ConnectionState::Connected) return custom_key_store_state_invalid(*store);
  const std::string xks_key = string_member(input, "XksKeyId");
  if (wants_external == xks_key.empty()) return xks_key_id_misplaced(wants_external);
  bool is_in_use = false;
  kms.stored_keys.each(prefix_of_keys(*store), [&](const std::string&, const StoredKey& stored) {
    is_in_use |= wants_external && kms.keys.find(stored.key_row)->xks_key_id == xks_key;
  });
  if (is_in_use) return xks_key_in_use();
  return store;
}

void put_into_store(State& kms, const CustomKeyStore& store, Key& key) {
  key.custom_key_store_id = store.id;
  key.cloud_hsm_cluster_id = store.cluster_id;
  kms.stored_keys.put(row_in_store(key), StoredKey{key.row_id()});
}

void take_out_of_store(State& kms, const Key& key) {
  if (key.is_in_custom_key_store()) kms.stored_keys.erase(row_in_store(key));
}

bool has_keys(const State& kms, const CustomKeyStore& store) {
  return !kms.stored_keys.ids(prefix_of_keys(store)).empty();
}

void follow_store(const State& kms, Key& key) {
  if (!key.is_in_custom_key_store()) return;
  const std::string store_row = key.scope.id(key.custom_key_store_id);
  if (kms.custom_key_stores.find(store_row)->state == ConnectionState::Connected) return;
  key.comes_back_disabled = std::exchange(key.state, KeyState::Unavailable) == KeyState::Disabled;
}

void begin_connecting(State& kms, Context& context, CustomKeyStore& store) {
  begin(kms, context, store, ConnectionState::Connecting);
}

void begin_disconnecting(State& kms, Context& context, CustomKeyStore& store) {
  lose_keys(kms, context, store);
  begin(kms, context, store, ConnectionState::Disconnecting);
}

void end_connecting(State& kms, Context& context, const Timer& timer) {
  CustomKeyStore* store = kms.custom_key_stores.edit(timer.subject);
  KT_ASSERT(store != nullptr);
  store->timer = 0;
  settle(kms, context, *store);
}

Result<void> set_fault(State& kms, Context& context, const std::string& id,
                       const std::string& error_code) {
  KT_TRY(const CustomKeyStore* found, require_custom_key_store(kms, context.scope(), id));
  CustomKeyStore& store = *kms.custom_key_stores.edit(found->row_id());
  store.fault = error_code;
  if (!error_code.empty() && store.state == ConnectionState::Connected) {
    lose_keys(kms, context, store);
    store.state = ConnectionState::Failed;
    store.error_code = error_code;
  }
  return {};
}

Json place_in_store(const Key& key) {
  Json place{{"customKeyStoreId", key.custom_key_store_id}};
  if (!key.cloud_hsm_cluster_id.empty()) place["clusterId"] = key.cloud_hsm_cluster_id;
  if (!key.xks_key_id.empty()) place["xksKeyId"] = key.xks_key_id;
  return place;
}

void note_store(Context& context, const CustomKeyStore& store) {
  context.record.additional_event_data = Json{{"customKeyStoreName", store.name}};
  if (!store.cluster_id.empty()) {
    context.record.additional_event_data["clusterId"] = store.cluster_id;
  }
}

}  // namespace keytrail::kms
