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

}  // namespace keytrail::kms
