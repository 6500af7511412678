#include "kms/errors.h"
#include "kms/key_lookup.h"
#include "kms/key_material.h"
#include "kms/multi_region.h"
#include "kms/operations/operations.h"

namespace keytrail::kms {

Result<Json> delete_imported_key_material(State& kms, Context& context, const Json& input) {
  KT_TRY(const Key* key, require_key(kms, context, KeyOperation::DeleteImportedKeyMaterial,
                                     string_member(input, "KeyId")));
  KT_TRY_VOID(check_key_state(KeyOperation::DeleteImportedKeyMaterial, *key));
  const auto wanted = optional_string(input, "KeyMaterialId");
  const std::string material_id = wanted.value_or(key->current_material_id);
  const KeyMaterial* material = key->find_material(material_id);
  if (material == nullptr && wanted) return material_not_found(*wanted);

  Json output{{"KeyId", key->arn}};
  if (material == nullptr) return output;  // Never imported: there is nothing to delete.
  if (key->is_symmetric_encryption()) output["KeyMaterialId"] = material_id;
  // A primary forgets what only waits, even if it waits for its bytes too.
  if (material->is_present() || material->waits_for_rotation) {
    Key& changed = *kms.keys.edit(key->row_id());
    drop_material(kms, context, changed, *changed.find_material(material_id));
  }
  return output;
}

}  // namespace keytrail::kms
