// Making keys and naming their material.
#pragma once

#include "core/context.h"
#include "kms/state.h"

namespace keytrail::kms {

// 64 hex digits. The same secret in the same key has the same name, so that material which is
// imported again can be recognised without keeping it.
std::string material_id_of(const std::string& key_id, const Bytes& secret);

struct KeyKind {
  KeySpec spec = KeySpec::SymmetricDefault;
  KeyUsage usage = KeyUsage::EncryptDecrypt;
  Origin origin = Origin::AwsKms;
  bool is_multi_region = false;
};

// A new key: AWS_KMS with fresh material and Enabled, EXTERNAL without any and PendingImport. RSA
// is slow work (see core/ports.h): what was looked up before must be looked up again.
Key make_key(Context& context, const KeyKind& kind);

// Fresh material of the key's kind, not yet in it; for RSA the same holds.
KeyMaterial make_material(Context& context, const Key& key);

// A fresh key pair; for RSA the same holds.
crypto::KeyPair make_key_pair(Context& context, crypto::KeyPairKind kind);

// Whether the bytes are what a key of the spec is made of: as many as it has, or the PKCS#8 form of
// a private key of its kind.
bool is_material_of(KeySpec spec, const Bytes& secret);

// Forgets the secret and its expiry. A key that could be used cannot be used until the same
// material is imported again; one that waits for its deletion goes on waiting. Material that only
// waits for a rotation goes without a trace, from the replicas too: the reference is dead
// afterwards. What a replica drops stays known to it, as the primary has it.
void drop_material(State& kms, Context& context, Key& key, KeyMaterial& material);

}  // namespace keytrail::kms
