// What KMS keeps: keys with their material, aliases, and the names of keys that are gone.
#pragma once

#include <string_view>

#include "base/scope.h"
#include "core/scheduler.h"
#include "core/table.h"
#include "kms/key_spec.h"

namespace keytrail::kms {

// The order is that of the columns in key_state_rules.cpp. Stored as numbers: append only.
enum class KeyState : int {
  Enabled,
  Disabled,
  PendingDeletion,
  PendingReplicaDeletion,
  PendingImport,
  Unavailable,
  Creating,
  Updating,
};
inline constexpr std::size_t kKeyStateCount = 8;

enum class Origin : int { AwsKms, External, AwsCloudHsm, ExternalKeyStore };

enum class RotationType : int { Automatic, OnDemand };

std::string_view text_of(KeyState state);
std::string_view text_of(Origin origin);
std::string_view text_of(RotationType type);

struct KeyMaterial {
  std::string id;  // 64 hex digits that follow from the key's id and the secret.
  // The bytes of a symmetric or HMAC key, the private key (PKCS#8) of an asymmetric one. Empty once
  // imported material was deleted or has expired.
  Bytes secret;
  std::optional<Instant> valid_to;
  TimerId expiry_timer = 0;
  std::string description;
  bool waits_for_rotation = false;    // Imported to become the current one some day.
  std::optional<Instant> rotated_at;  // When it became the current one; not of the first.
  RotationType rotation_type = RotationType::Automatic;  // How, if it did.

  bool is_present() const { return !secret.empty(); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("secret", secret);
    archive("validTo", valid_to);
    archive("expiryTimer", expiry_timer);
    archive("description", description);
    archive("waitsForRotation", waits_for_rotation);
    archive("rotatedAt", rotated_at);
    archive("rotationType", rotation_type);
  }
};

struct Tag {
  std::string key;
  std::string value;

  template <class Archive>
  void fields(Archive& archive) {
    archive("key", key);
    archive("value", value);
  }
};

struct Key {
  std::string id;
  std::string arn;
  Scope scope;
  Instant created_at;
  std::string description;
  KeyState state = KeyState::Enabled;
  Origin origin = Origin::AwsKms;
  std::string managed_alias;  // Of an AWS managed key, see managed_keys.h; empty: the customer's.
  std::string policy;         // Empty: the default policy, see key_policy.h.
  std::vector<Tag> tags;
  std::vector<KeyMaterial> materials;
  std::string current_material_id;  // Empty until the first import of an EXTERNAL key.
  Bytes import_secret;              // Seals the import tokens of an EXTERNAL key.
  std::optional<Instant> deletion_at;
  TimerId deletion_timer = 0;
  KeySpec spec = KeySpec::SymmetricDefault;
  KeyUsage usage = KeyUsage::EncryptDecrypt;
  // Set while the key rotates by itself. The next rotation lies in the past when it was missed.
  std::optional<Duration> rotation_period;
  std::optional<Instant> next_rotation_at;
  TimerId rotation_timer = 0;
  int on_demand_rotations = 0;
  // A multi-Region key lives in several Regions under one id. All of them know where the primary
  // and its replicas are; empty: a key of one Region. See multi_region.h.
  std::string primary_region;
  std::vector<std::string> replica_regions;
  // Of a primary that waits for its replicas to be gone: how long it waits afterwards.
  std::optional<Duration> deletion_window;
  TimerId transition_timer = 0;  // Ends Creating and Updating.
  // Of a key in a custom key store, see custom_key_stores.h.
  std::string custom_key_store_id;
  std::string cloud_hsm_cluster_id;
  std::string xks_key_id;
  bool comes_back_disabled = false;  // What an Unavailable key is once its store is connected.

  std::string row_id() const { return scope.id(id); }
  bool is_multi_region() const { return !primary_region.empty(); }
  bool is_primary() const { return primary_region == scope.region; }
  bool is_replica() const { return is_multi_region() && !is_primary(); }
  bool is_in_custom_key_store() const { return !custom_key_store_id.empty(); }
  bool is_aws_managed() const { return !managed_alias.empty(); }
  // The kind that makes data keys, rotates and can have several materials.
  bool is_symmetric_encryption() const { return spec == KeySpec::SymmetricDefault; }
  // Whether answers and records name the material: what a key store holds is its own affair.
  bool names_its_material() const { return is_symmetric_encryption() && !is_in_custom_key_store(); }
  const KeyMaterial* find_material(std::string_view material_id) const;
  KeyMaterial* find_material(std::string_view material_id);
  // Null before the first import.
  const KeyMaterial* current_material() const { return find_material(current_material_id); }
  // The one that was imported to take over; null when there is none.
  KeyMaterial* waiting_material();
  const KeyMaterial* waiting_material() const;
  // Whether everything that was ever encrypted under the key can be decrypted.
  bool has_all_material() const;

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("arn", arn);
    archive("account", scope.account);
    archive("region", scope.region);
    archive("createdAt", created_at);
    archive("description", description);
    archive("state", state);
    archive("origin", origin);
    archive("managedAlias", managed_alias);
    archive("policy", policy);
    archive("tags", tags);
    archive("materials", materials);
    archive("currentMaterialId", current_material_id);
    archive("importSecret", import_secret);
    archive("deletionAt", deletion_at);
    archive("deletionTimer", deletion_timer);
    archive("spec", spec);
    archive("usage", usage);
    archive("rotationPeriod", rotation_period);
    archive("nextRotationAt", next_rotation_at);
    archive("rotationTimer", rotation_timer);
    archive("onDemandRotations", on_demand_rotations);
    archive("primaryRegion", primary_region);
    archive("replicaRegions", replica_regions);
    archive("deletionWindow", deletion_window);
    archive("transitionTimer", transition_timer);
    archive("customKeyStoreId", custom_key_store_id);
    archive("cloudHsmClusterId", cloud_hsm_cluster_id);
    archive("xksKeyId", xks_key_id);
    archive("comesBackDisabled", comes_back_disabled);
  }
};

struct Alias {
  std::string name;  // "alias/…".
  std::string arn;
  std::string key_id;
  Instant created_at;
  Instant updated_at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("arn", arn);
    archive("keyId", key_id);
    archive("createdAt", created_at);
    archive("updatedAt", updated_at);
  }
};

// Remembers that a key existed: its ciphertext answers NotFoundException, while ciphertext whose
// key id was tampered with answers InvalidCiphertextException.
struct DeletedKey {
  Instant deleted_at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("deletedAt", deleted_at);
  }
};

enum class ConnectionState : int { Connected, Connecting, Failed, Disconnected, Disconnecting };
std::string_view text_of(ConnectionState state);

struct CustomKeyStore {
  std::string id;  // "cks-…".
  std::string name;
  Scope scope;
  Instant created_at;
  bool is_external = false;  // EXTERNAL_KEY_STORE, else AWS_CLOUDHSM.
  std::string cluster_id;
  std::string trust_anchor_certificate;
  Json proxy;  // Of an external one: XksProxyConfiguration as DescribeCustomKeyStores shows it.
  ConnectionState state = ConnectionState::Disconnected;
  std::string error_code;  // Of a connection that failed.
  // The cluster or proxy behind it is simulated. While this is set, it fails so.
  std::string fault;
  TimerId timer = 0;

  std::string row_id() const { return scope.id(id); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("name", name);
    archive("account", scope.account);
    archive("region", scope.region);
    archive("createdAt", created_at);
    archive("isExternal", is_external);
    archive("clusterId", cluster_id);
    archive("trustAnchorCertificate", trust_anchor_certificate);
    archive("proxy", proxy);
    archive("state", state);
    archive("errorCode", error_code);
    archive("fault", fault);
    archive("timer", timer);
  }
};

// Which keys are in a custom key store, so that its connection need not look at all keys.
struct StoredKey {
  std::string key_row;

  template <class Archive>
  void fields(Archive& archive) {
    archive("keyRow", key_row);
  }
};

// The last use of a key; a row of its own, for it changes with each call.
struct KeyUse {
  std::string operation;
  Instant at;
  std::string event_id;
  std::string request_id;

  template <class Archive>
  void fields(Archive& archive) {
    archive("operation", operation);
    archive("at", at);
    archive("eventId", event_id);
    archive("requestId", request_id);
  }
};

// Lets a principal use a key (KMS guide, "Grants in AWS KMS").
struct Grant {
  std::string id;  // 64 hex digits.
  std::string key_arn;
  std::string name;  // Empty: none.
  Instant created_at;
  std::string grantee;          // An ARN; empty: a service.
  std::string retiring;         // An ARN; empty: none.
  std::string grantee_service;  // "dynamodb.amazonaws.com".
  std::string retiring_service;
  std::string issuing_account;  // The ARN of its root user.
  std::vector<std::string> operations;
  Json constraints;  // null: none.

  template <class Archive>
  void fields(Archive& archive) {
    archive("id", id);
    archive("keyArn", key_arn);
    archive("name", name);
    archive("createdAt", created_at);
    archive("grantee", grantee);
    archive("retiring", retiring);
    archive("granteeService", grantee_service);
    archive("retiringService", retiring_service);
    archive("issuingAccount", issuing_account);
    archive("operations", operations);
    archive("constraints", constraints);
  }
};

// Rows are Scope::id(key id) and Scope::id(alias name); of grants "KEY'S ROW/GRANT ID", of stored
// keys "STORE'S ROW/KEY ID".
struct State {
  Table<Key> keys{"kms.key"};
  Table<Alias> aliases{"kms.alias"};
  Table<DeletedKey> deleted_keys{"kms.deleted-key"};
  Table<Grant> grants{"kms.grant"};
  Table<KeyUse> uses{"kms.key-use"};
  Table<CustomKeyStore> custom_key_stores{"kms.custom-key-store"};
  Table<StoredKey> stored_keys{"kms.stored-key"};

  std::vector<TableBase*> tables() {
    return {&keys, &aliases, &deleted_keys, &grants, &uses, &custom_key_stores, &stored_keys};
  }
};

}  // namespace keytrail::kms
