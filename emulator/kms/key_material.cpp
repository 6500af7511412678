#include "kms/key_material.h"

#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "kms/key_lookup.h"
#include "kms/multi_region.h"

namespace keytrail::kms {
namespace {

Bytes make_secret(Context& context, KeySpec spec) {
  if (const auto pair = key_pair_kind(spec)) return make_key_pair(context, *pair).private_key;
  return context.random.bytes(secret_size(spec));
}

}  // namespace

std::string material_id_of(const std::string& key_id, const Bytes& secret) {
  return to_hex(crypto::hmac_sha256(secret, crypto::view("key material of " + key_id)));
}

Key make_key(Context& context, const KeyKind& kind) {
  Key key;
  key.id = kind.is_multi_region ? "mrk-" + context.random.hex_digits(32) : context.random.uuid();
  key.scope = context.scope();
  if (kind.is_multi_region) key.primary_region = key.scope.region;
  key.arn = key_arn(key.scope, key.id);
  key.spec = kind.spec;
  key.usage = kind.usage;
  key.origin = kind.origin;
  if (kind.origin == Origin::External) {
    key.state = KeyState::PendingImport;
    key.import_secret = context.random.bytes(crypto::kAesKeySize);
  } else {
    key.materials.push_back(make_material(context, key));
    key.current_material_id = key.materials.back().id;
  }
  key.created_at = context.now;
  return key;
}

KeyMaterial make_material(Context& context, const Key& key) {
  KeyMaterial material;
  material.secret = make_secret(context, key.spec);
  material.id = material_id_of(key.id, material.secret);
  return material;
}

crypto::KeyPair make_key_pair(Context& context, crypto::KeyPairKind kind) {
  crypto::KeyPair pair;
  const auto make = [&] { pair = crypto::generate_key_pair(context.random, kind); };
  crypto::is_slow(kind) ? context.ports.slow_work.run(make) : make();
  return pair;
}

bool is_material_of(KeySpec spec, const Bytes& secret) {
  if (const auto pair = key_pair_kind(spec)) return crypto::kind_of_private_key(secret) == pair;
  return secret.size() == secret_size(spec);
}

void drop_material(State& kms, Context& context, Key& key, KeyMaterial& material) {
  context.scheduler.cancel(std::exchange(material.expiry_timer, 0));
  if (material.waits_for_rotation && !key.is_replica()) {
    const std::string id = material.id;
    change_shared(kms, context, key, [&](Key& changed) {
      std::erase_if(changed.materials, [&](const KeyMaterial& held) { return held.id == id; });
    });
    return;
  }
  material.valid_to.reset();
  material.secret.clear();
  const bool is_in_use = key.state == KeyState::Enabled || key.state == KeyState::Disabled ||
                         key.state == KeyState::Updating;
  if (!is_in_use || key.has_all_material()) return;
  context.scheduler.cancel(std::exchange(key.transition_timer, 0));
  key.state = KeyState::PendingImport;
}

}  // namespace keytrail::kms
