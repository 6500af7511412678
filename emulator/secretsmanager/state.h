// What Secrets Manager keeps: secrets by name, each with its versions. A value is stored sealed:
// the bytes under a data key of their own, and that data key as KMS wrapped it. Nothing here can be
// read without KMS.
#pragma once

#include "core/scheduler.h"

namespace keytrail::secretsmanager {

struct Tag {
  std::string key;
  std::string value;

  template <class Archive>
  void fields(Archive& archive) {
    archive("key", key);
    archive("value", value);
  }
};

struct SealedValue {
  bool is_binary = false;  // Given as SecretBinary.
  std::string key_arn;     // The KMS key that wrapped the data key; empty: aws/secretsmanager.
  // In base64, as they are stored.
  std::string wrapped_data_key;
  std::string nonce;
  std::string bytes;

  // A rotation makes the version first; the function then puts the value.
  bool is_there() const { return !wrapped_data_key.empty(); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("isBinary", is_binary);
    archive("keyArn", key_arn);
    archive("wrappedDataKey", wrapped_data_key);
    archive("nonce", nonce);
    archive("bytes", bytes);
  }
};

struct Version {
  std::set<std::string> stages;  // None: the version is deprecated.
  Instant created_at;
  std::optional<Instant> last_accessed_at;  // The day alone (API reference, LastAccessedDate).
  SealedValue value;

  template <class Archive>
  void fields(Archive& archive) {
    archive("stages", stages);
    archive("createdAt", created_at);
    archive("lastAccessedAt", last_accessed_at);
    archive("value", value);
  }
};

// DeleteSecret with a recovery window: the secret is marked until the timer runs.
struct Deletion {
  Instant requested_at;
  TimerId timer = 0;

  template <class Archive>
  void fields(Archive& archive) {
    archive("requestedAt", requested_at);
    archive("timer", timer);
  }
};

struct RotationRules {
  std::optional<std::int64_t> days;  // AutomaticallyAfterDays,
  std::string schedule;              // or ScheduleExpression, or neither: only when asked to.
  std::string duration;              // "3h"; empty: the default.

  template <class Archive>
  void fields(Archive& archive) {
    archive("days", days);
    archive("schedule", schedule);
    archive("duration", duration);
  }
};

// How a secret is rotated; `step` and `version_id` are of the rotation that runs now.
struct Rotation {
  bool is_enabled = false;
  std::string function_arn;
  RotationRules rules;
  std::optional<Instant> last_rotated_at;
  std::optional<Instant> next_window_at;  // When the next window opens.
  TimerId timer = 0;
  std::string version_id;  // Empty: none runs.
  std::string step;
  bool is_test = false;  // Only tries the function; the version goes again.

  template <class Archive>
  void fields(Archive& archive) {
    archive("isEnabled", is_enabled);
    archive("functionArn", function_arn);
    archive("rules", rules);
    archive("lastRotatedAt", last_rotated_at);
    archive("nextWindowAt", next_window_at);
    archive("timer", timer);
    archive("versionId", version_id);
    archive("step", step);
    archive("isTest", is_test);
  }
};

// Another Region that has a copy of a secret, or should have.
struct Replica {
  std::string region;
  std::optional<std::string> kms_key_id;  // As Secret's, in the other Region.
  std::string failure;                    // Why it is not in sync; empty: it is.

  template <class Archive>
  void fields(Archive& archive) {
    archive("region", region);
    archive("kmsKeyId", kms_key_id);
    archive("failure", failure);
  }
};

struct Secret {
  std::string name;
  std::string arn;
  std::string description;
  std::optional<std::string> kms_key_id;  // As the caller wrote it; none: aws/secretsmanager.
  std::optional<std::vector<Tag>> tags;   // None before the first tag, empty after the last went.
  std::optional<std::string> resource_policy;
  Instant created_at;
  Instant last_changed_at;
  std::optional<Instant> last_accessed_at;  // The day alone.
  std::optional<Deletion> deletion;
  std::map<std::string, Version> versions;  // By version id.
  std::optional<Rotation> rotation;
  std::vector<Replica> replicas;
  std::string replica_of;  // The Region of the primary; empty: this is no replica.

  bool is_marked_for_deletion() const { return deletion.has_value(); }

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("arn", arn);
    archive("description", description);
    archive("kmsKeyId", kms_key_id);
    archive("tags", tags);
    archive("resourcePolicy", resource_policy);
    archive("createdAt", created_at);
    archive("lastChangedAt", last_changed_at);
    archive("lastAccessedAt", last_accessed_at);
    archive("deletion", deletion);
    archive("versions", versions);
    archive("rotation", rotation);
    archive("replicas", replicas);
    archive("replicaOf", replica_of);
  }
};

struct State {
  Table<Secret> secrets{"secretsmanager.secret"};  // By Scope::id(name).

  std::vector<TableBase*> tables() { return {&secrets}; }
};

}  // namespace keytrail::secretsmanager
