// Making keys and naming their material.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// 64 hex digits. The same secret in the same key has the same name, so that material which is
// imported again can be recognised without keeping it.
std::string material_id_of(const std::string& key_id, const Bytes& secret);

// A new key: AWS_KMS with fresh material and Enabled, EXTERNAL without any and PendingImport.
Key make_key(Context& context, Origin origin);

// Forgets the secret and its expiry. A key that could be used cannot be used until the same
// material is imported again; one that waits for its deletion goes on waiting.
void drop_material(Context& context, Key& key, KeyMaterial& material);

}  // namespace keytrail::kms
