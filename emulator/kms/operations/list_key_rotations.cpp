#include <cstdio>

#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"
#include "kms/paging.h"
#include "kms/rotation.h"

namespace keytrail::kms {
namespace {

std::string_view state_of(const State& kms, const Key& key, const KeyMaterial& material) {
  if (material.id == key.current_material_id) return "CURRENT";
  if (!material.waits_for_rotation) return "NON_CURRENT";
  // Every Region must have it first.
  return is_ready_to_rotate(kms, key) ? "PENDING_ROTATION"
                                      : "PENDING_MULTI_REGION_IMPORT_AND_ROTATION";
}

Json describe_rotation(const State& kms, const Key& key, const KeyMaterial& material) {
  Json entry{{"KeyId", key.id}, {"KeyMaterialId", material.id}};
  if (!material.description.empty()) entry["KeyMaterialDescription"] = material.description;
  if (key.origin == Origin::External) {
    entry["ImportState"] = material.is_present() ? "IMPORTED" : "PENDING_IMPORT";
  }
  entry["KeyMaterialState"] = state_of(kms, key, material);
  if (key.origin == Origin::External && material.is_present()) {
    entry["ExpirationModel"] =
        material.valid_to ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE";
    if (material.valid_to) entry["ValidTo"] = millis_of(*material.valid_to);
  }
  if (material.rotated_at) {
    entry["RotationDate"] = millis_of(*material.rotated_at);
    entry["RotationType"] = text_of(material.rotation_type);
  }
  return entry;
}

// Materials have no names in order, so a page resumes by place.
std::string place_name(std::size_t place) {
  char text[24];
  std::snprintf(text, sizeof text, "%08zu", place);
  return text;
}

}  // namespace

Result<Json> list_key_rotations(State& kms, Context& context, const Json& input) {
  KT_TRY(Page page, Page::open(input, {100, 1000}, "Rotations"));
  KT_TRY(const Key* key,
         require_key(kms, context, KeyOperation::ListKeyRotations, string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::ListKeyRotations, *key));
  if (!key->is_symmetric_encryption() || key->is_in_custom_key_store()) {
    return unsupported_operation();
  }
  const bool wants_all = string_member(input, "IncludeKeyMaterial") == "ALL_KEY_MATERIAL";
  for (std::size_t place = 0; place < key->materials.size(); ++place) {
    const KeyMaterial& material = key->materials[place];
    if (place_name(place) <= page.after() || (!wants_all && !material.rotated_at)) continue;
    if (!page.add(place_name(place), describe_rotation(kms, *key, material))) break;
  }
  return page.finish();
}

}  // namespace keytrail::kms
