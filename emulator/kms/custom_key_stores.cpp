#include "kms/custom_key_stores.h"

#include "kms/errors.h"
#include "kms/timers.h"

namespace keytrail::kms {
namespace {

void for_each_key_of(State& kms, const CustomKeyStore& store,
                     const std::function<void(Key&)>& visit) {
  for (const std::string& row : kms.keys.ids(store.scope.prefix())) {
    if (kms.keys.find(row)->custom_key_store_id == store.id) visit(*kms.keys.edit(row));
  }
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
    store.error_code.clear();
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
  kms.keys.each(scope.prefix(), [&](const std::string&, const Key& key) {
    is_in_use |= wants_external && key.custom_key_store_id == id && key.xks_key_id == xks_key;
  });
  if (is_in_use) return xks_key_in_use();
  return store;
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

void note_store(Context& context, const CustomKeyStore& store) {
  context.record.additional_event_data = Json{{"customKeyStoreName", store.name}};
  if (!store.cluster_id.empty()) {
    context.record.additional_event_data["clusterId"] = store.cluster_id;
  }
}

}  // namespace keytrail::kms
