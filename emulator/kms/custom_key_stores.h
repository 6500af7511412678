// A custom key store keeps keys outside KMS: in a CloudHSM cluster, or behind a proxy. Keys in it
// can be used while it is connected and are Unavailable otherwise (KMS guide, "Custom key stores").
// The cluster or proxy is simulated: it always answers, unless it was given a fault.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

inline constexpr std::size_t kCustomKeyStoresMax = 10;  // In a Region.

// Subject: the store's row. Connecting or disconnecting comes to its end.
inline constexpr const char* kKeyStoreTimer = "kms.custom-key-store";

Result<const CustomKeyStore*> require_custom_key_store(const State& kms, const Scope& scope,
                                                       const std::string& id);
// The store of that name in the Region, or null.
const CustomKeyStore* find_custom_key_store_named(const State& kms, const Scope& scope,
                                                  std::string_view name);
// The store for a new key of the origin, connected.
Result<const CustomKeyStore*> require_store_for_key(const State& kms, const Scope& scope,
                                                    const Json& input, Origin origin);

// A new key comes into the store; one that is deleted leaves it, if it is in any.
void put_into_store(State& kms, const CustomKeyStore& store, Key& key);
void take_out_of_store(State& kms, const Key& key);
bool has_keys(const State& kms, const CustomKeyStore& store);

// A key that waits no longer for its deletion is Unavailable like the others of its store, if that
// is not connected; what it was made counts once it is.
void follow_store(const State& kms, Key& key);

// Take the transition delay.
void begin_connecting(State& kms, Context& context, CustomKeyStore& store);
void begin_disconnecting(State& kms, Context& context, CustomKeyStore& store);
void end_connecting(State& kms, Context& context, const Timer& timer);

// Lets the simulated cluster or proxy fail with a ConnectionErrorCode, or work again when it is
// empty. A store that is connected fails at once; a failed one must be disconnected first, as on
// AWS.
Result<void> set_fault(State& kms, Context& context, const std::string& id,
                       const std::string& error_code);

// The record's additionalEventData, where AWS writes it.
void note_store(Context& context, const CustomKeyStore& store);
// The same of a key in a store: which store, and what the key is there.
Json place_in_store(const Key& key);

}  // namespace keytrail::kms
