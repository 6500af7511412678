#include "kms/state.h"

#include <algorithm>

namespace keytrail::kms {

std::string_view text_of(KeyState state) {
  static constexpr std::string_view kTexts[kKeyStateCount] = {
      "Enabled",       "Disabled",    "PendingDeletion", "PendingReplicaDeletion",
      "PendingImport", "Unavailable", "Creating",        "Updating"};
  return kTexts[static_cast<std::size_t>(state)];
}

std::string_view text_of(Origin origin) {
  static constexpr std::string_view kTexts[] = {"AWS_KMS", "EXTERNAL", "AWS_CLOUDHSM",
                                                "EXTERNAL_KEY_STORE"};
  return kTexts[static_cast<std::size_t>(origin)];
}

std::string_view text_of(ConnectionState state) {
  static constexpr std::string_view kTexts[] = {"CONNECTED", "CONNECTING", "FAILED", "DISCONNECTED",
                                                "DISCONNECTING"};
  return kTexts[static_cast<std::size_t>(state)];
}

std::string_view text_of(RotationType type) {
  return type == RotationType::Automatic ? "AUTOMATIC" : "ON_DEMAND";
}

const KeyMaterial* Key::find_material(std::string_view material_id) const {
  const auto found = std::find_if(materials.begin(), materials.end(),
                                  [&](const KeyMaterial& m) { return m.id == material_id; });
  return found == materials.end() ? nullptr : &*found;
}

KeyMaterial* Key::find_material(std::string_view material_id) {
  return const_cast<KeyMaterial*>(std::as_const(*this).find_material(material_id));
}

const KeyMaterial* Key::waiting_material() const {
  const auto found = std::find_if(materials.begin(), materials.end(),
                                  [](const KeyMaterial& m) { return m.waits_for_rotation; });
  return found == materials.end() ? nullptr : &*found;
}

KeyMaterial* Key::waiting_material() {
  return const_cast<KeyMaterial*>(std::as_const(*this).waiting_material());
}

bool Key::has_all_material() const {
  return !current_material_id.empty() &&
         std::all_of(materials.begin(), materials.end(),
                     [](const KeyMaterial& m) { return m.is_present() || m.waits_for_rotation; });
}

}  // namespace keytrail::kms
