#include "kms/key_metadata.h"

#include <algorithm>

#include "kms/multi_region.h"

namespace keytrail::kms {
namespace {

// The earliest expiry among the materials that belong to the key for good.
std::optional<Instant> valid_to_of(const Key& key) {
  std::optional<Instant> earliest;
  for (const KeyMaterial& material : key.materials) {
    if (!material.valid_to || material.waits_for_rotation) continue;
    earliest = std::min(earliest.value_or(*material.valid_to), *material.valid_to);
  }
  return earliest;
}

constexpr const char* kAlgorithmLists[] = {"EncryptionAlgorithms", "SigningAlgorithms",
                                           "MacAlgorithms", "KeyAgreementAlgorithms"};

}  // namespace

void add_algorithms(Json& output, const Key& key) {
  Json& list = output[kAlgorithmLists[static_cast<std::size_t>(key.usage)]] = Json::array();
  for (const std::string_view name : algorithms_of(key.spec, key.usage)) list.push_back(name);
}

Json key_metadata(const Key& key) {
  Json metadata = Json::object();
  metadata["AWSAccountId"] = key.scope.account;
  metadata["KeyId"] = key.id;
  metadata["Arn"] = key.arn;
  metadata["CreationDate"] = millis_of(key.created_at);
  metadata["Enabled"] = key.state == KeyState::Enabled;
  metadata["Description"] = key.description;
  metadata["KeyUsage"] = text_of(key.usage);
  metadata["KeyState"] = text_of(key.state);
  if (key.deletion_at) metadata["DeletionDate"] = millis_of(*key.deletion_at);
  const std::optional<Instant> valid_to = valid_to_of(key);
  if (valid_to) metadata["ValidTo"] = millis_of(*valid_to);
  metadata["Origin"] = text_of(key.origin);
  if (key.origin == Origin::External && key.has_all_material()) {
    metadata["ExpirationModel"] =
        valid_to ? "KEY_MATERIAL_EXPIRES" : "KEY_MATERIAL_DOES_NOT_EXPIRE";
  }
  if (key.is_in_custom_key_store()) metadata["CustomKeyStoreId"] = key.custom_key_store_id;
  if (!key.cloud_hsm_cluster_id.empty()) metadata["CloudHsmClusterId"] = key.cloud_hsm_cluster_id;
  if (!key.xks_key_id.empty()) metadata["XksKeyConfiguration"] = Json{{"Id", key.xks_key_id}};
  metadata["KeyManager"] = key.is_aws_managed() ? "AWS" : "CUSTOMER";
  metadata["CustomerMasterKeySpec"] = text_of(key.spec);
  metadata["KeySpec"] = text_of(key.spec);
  add_algorithms(metadata, key);
  metadata["MultiRegion"] = key.is_multi_region();
  if (key.is_multi_region()) metadata["MultiRegionConfiguration"] = multi_region_configuration(key);
  if (key.deletion_window) {
    metadata["PendingDeletionWindowInDays"] =
        std::chrono::floor<std::chrono::days>(*key.deletion_window).count();
  }
  // Stays when imported material was deleted: it says what must be imported again. Keys that have
  // one material for life do not show it.
  if (key.names_its_material() && !key.current_material_id.empty())
    metadata["CurrentKeyMaterialId"] = key.current_material_id;
  return metadata;
}

}  // namespace keytrail::kms
