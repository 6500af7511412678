#include "kms/errors.h"
#include "kms/import_token.h"
#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/timers.h"

namespace keytrail::kms {
namespace {

constexpr std::chrono::days kValidToAheadMax{365};
constexpr const char* kNewMaterial = "NEW_KEY_MATERIAL";

// When the material shall expire; nothing for never.
Result<std::optional<Instant>> expiry_of(const Json& input, Instant now) {
  const auto valid_to = optional_integer(input, "ValidTo");
  if (string_member(input, "ExpirationModel") == "KEY_MATERIAL_DOES_NOT_EXPIRE") {
    if (valid_to) return valid_to_unexpected();
    return std::optional<Instant>();
  }
  if (!valid_to) return valid_to_missing();
  const Instant at = instant_of(*valid_to);
  if (at <= now || at > now + kValidToAheadMax) return valid_to_out_of_range();
  return std::optional<Instant>(at);
}

Result<Bytes> unwrap(const Key& key, const Json& input, Instant now) {
  const auto token = open_import_token(key, *blob_member(input, "ImportToken"));
  if (!token) return invalid_import_token();
  if (token->valid_to <= now) return expired_import_token();
  std::optional<Bytes> secret =
      unwrap_material(*token, *blob_member(input, "EncryptedKeyMaterial"));
  if (!secret) return invalid_ciphertext();
  if (!is_material_of(key.spec, *secret)) return incorrect_key_material();
  return *std::move(secret);
}

// Keys of other kinds have one material for life and know no names for it.
Result<void> check_members_for(const Key& key, const Json& input) {
  if (key.is_symmetric_encryption()) return {};
  for (const char* member : {"ImportType", "KeyMaterialId", "KeyMaterialDescription"}) {
    if (find_member(input, member)) return only_for_symmetric_keys(member);
  }
  return {};
}

// Whether material of this id may come into the key: the first is always new, later ones must be
// called so, and what is not new must be what was there before. A replica knows the materials of
// its primary, where each of them is new, and never gets others.
Result<void> check_material(const Key& key, const Json& input, const std::string& material_id) {
  const std::string type =
      optional_string(input, "ImportType").value_or(key.materials.empty() ? kNewMaterial : "");
  const bool is_known = key.find_material(material_id) != nullptr;
  if (type != kNewMaterial) {
    const std::string wanted = optional_string(input, "KeyMaterialId").value_or(material_id);
    if (!is_known || wanted != material_id) return incorrect_key_material();
    return {};
  }
  if (is_known || key.is_replica()) return incorrect_key_material();
  if (!key.materials.empty() && !key.is_symmetric_encryption()) return incorrect_key_material();
  if (const KeyMaterial* waiting = key.waiting_material()) {
    return another_material_waits(key.arn, material_id, waiting->id);
  }
  return {};
}

}  // namespace

Result<Json> import_key_material(State& kms, Context& context, const Json& input) {
  KT_TRY(const std::optional<Instant> valid_to, expiry_of(input, context.now));
  if (string_member(input, "ImportType") == kNewMaterial && find_member(input, "KeyMaterialId")) {
    return material_id_with_new_material();
  }
  KT_TRY(const Key* found,
         require_key(kms, context, KeyOperation::ImportKeyMaterial, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ImportKeyMaterial, *found));
  KT_TRY_VOID(check_members_for(*found, input));
  KT_TRY(Bytes secret, unwrap(*found, input, context.now));
  const std::string material_id = material_id_of(found->id, secret);
  KT_TRY_VOID(check_material(*found, input, material_id));

  if (found->find_material(material_id) == nullptr) {
    change_shared(kms, context, *found, [&](Key& key) {
      KeyMaterial& added = key.materials.emplace_back();
      added.id = material_id;
      // The first is in use at once, what follows waits for RotateKeyOnDemand.
      added.waits_for_rotation = !key.current_material_id.empty();
      if (!added.waits_for_rotation) key.current_material_id = material_id;
    });
  }
  Key& key = *kms.keys.edit(found->row_id());
  KeyMaterial& material = *key.find_material(material_id);
  material.secret = std::move(secret);
  material.valid_to = valid_to;
  if (const auto description = optional_string(input, "KeyMaterialDescription")) {
    material.description = *description;
  }
  context.scheduler.cancel(std::exchange(material.expiry_timer, 0));
  if (valid_to) {
    material.expiry_timer = context.scheduler.schedule(
        *valid_to, Rank::StateTransition, kExpireMaterialTimer, key.row_id(), material_id);
  }
  // A key that was disabled with its material in place stays so.
  if (key.state == KeyState::PendingImport && key.has_all_material()) {
    key.state = KeyState::Enabled;
  }
  Json output{{"KeyId", key.arn}};
  if (key.is_symmetric_encryption()) output["KeyMaterialId"] = material_id;
  return output;
}

}  // namespace keytrail::kms
