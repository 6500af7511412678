#include "kms/key_material.h"

#include "base/text.h"
#include "crypto/aead.h"
#include "crypto/hash.h"
#include "kms/key_lookup.h"

namespace keytrail::kms {

std::string material_id_of(const std::string& key_id, const Bytes& secret) {
  return to_hex(crypto::hmac_sha256(secret, crypto::view("key material of " + key_id)));
}

Key make_key(Context& context, Origin origin) {
  Key key;
  key.id = context.random.uuid();
  key.scope = context.scope();
  key.arn = key_arn(key.scope, key.id);
  key.created_at = context.now;
  key.origin = origin;
  if (origin == Origin::External) {
    key.state = KeyState::PendingImport;
    key.import_secret = context.random.bytes(crypto::kAesKeySize);
    return key;
  }
  KeyMaterial& material = key.materials.emplace_back();
  material.secret = context.random.bytes(crypto::kAesKeySize);
  material.id = material_id_of(key.id, material.secret);
  key.current_material_id = material.id;
  return key;
}

void drop_material(Context& context, Key& key, KeyMaterial& material) {
  context.scheduler.cancel(std::exchange(material.expiry_timer, 0));
  material.valid_to.reset();
  material.secret.clear();
  if (key.state == KeyState::Enabled || key.state == KeyState::Disabled) {
    key.state = KeyState::PendingImport;
  }
}

}  // namespace keytrail::kms
