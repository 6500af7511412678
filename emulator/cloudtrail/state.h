// The entities of CloudTrail: trails, and what they are about to deliver. Event history is a stream
// of the Store, not an entity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/arn.h"
#include "base/scope.h"
#include "core/scheduler.h"
#include "core/table.h"

namespace keytrail::cloudtrail {

enum class ReadWriteType { All, ReadOnly, WriteOnly };

struct DataResource {
  std::string type;                 // "AWS::S3::Object".
  std::vector<std::string> values;  // ARNs, each standing for all that begin with it.

  template <class Archive>
  void fields(Archive& archive) {
    archive("type", type);
    archive("values", values);
  }
};

// A basic event selector. As it stands by default it is what an untouched trail has.
struct EventSelector {
  ReadWriteType read_write_type = ReadWriteType::All;
  bool includes_management_events = true;
  std::vector<DataResource> data_resources;
  std::vector<std::string> excluded_sources;

  template <class Archive>
  void fields(Archive& archive) {
    archive("readWriteType", read_write_type);
    archive("includesManagementEvents", includes_management_events);
    archive("dataResources", data_resources);
    archive("excludedSources", excluded_sources);
  }
};

inline std::string trail_arn(const Scope& home, const std::string& name) {
  return Arn{"aws", "cloudtrail", home.region, home.account, "trail/" + name}.text();
}

// Where records are from. Only an organization trail has those of other accounts than its own.
struct Origin {
  std::string region;
  std::string member_account;  // Empty: the trail's own account.

  // Of what is kept for a trail and the records from here.
  std::string id_below(const std::string& trail_id) const {
    return trail_id + "/" + region + (member_account.empty() ? "" : "/" + member_account);
  }
};

struct Trail {
  Scope home;  // The account that owns it and the region it was made in.
  std::string name;
  std::string bucket;
  std::string key_prefix;
  bool includes_global_service_events = true;
  bool is_multi_region = false;  // Then every other region shows it as a shadow trail.
  // Of an organization trail, which has the events of all accounts of the organization. Empty: it
  // is none.
  std::string organization_id;
  std::string log_group_arn;  // Empty: no delivery to CloudWatch Logs.
  std::string log_role_arn;
  bool is_logging = false;
  std::optional<Instant> started_at;
  std::optional<Instant> stopped_at;
  std::vector<EventSelector> selectors;  // Empty: never put.
  Json advanced_selectors;               // As given; null: none. Never together with selectors.
  std::map<std::string, std::string> tags;
  std::string log_delivery_error;  // Of the latest attempt; empty: it succeeded.
  std::string topic_arn;           // Told of every delivery; empty: none.
  std::string kms_key_arn;         // What its files are encrypted under; empty: S3's own keys.
  bool validates_log_files = false;
  TimerId digest_timer = 0;  // While there are digest chains.
  // Of the latest deliveries of log files, of notifications and of digests.
  std::optional<Instant> delivered_at;
  std::string delivery_error;
  std::optional<Instant> notified_at;
  std::string notification_error;
  std::optional<Instant> digest_delivered_at;
  std::string digest_error;
  // Of the latest attempts, whatever became of them.
  std::optional<Instant> delivery_attempted_at;
  std::optional<Instant> notification_attempted_at;

  std::string id() const { return home.id(name); }
  std::string arn() const { return trail_arn(home, name); }
  const std::string& account_of(const Origin& origin) const {
    return origin.member_account.empty() ? home.account : origin.member_account;
  }
  bool is_seen_from(const std::string& region) const {
    return is_multi_region || home.region == region;
  }

  template <class Archive>
  void fields(Archive& archive) {
    archive("account", home.account);
    archive("homeRegion", home.region);
    archive("name", name);
    archive("bucket", bucket);
    archive("keyPrefix", key_prefix);
    archive("includesGlobalServiceEvents", includes_global_service_events);
    archive("isMultiRegion", is_multi_region);
    archive("organizationId", organization_id);
    archive("logGroupArn", log_group_arn);
    archive("logRoleArn", log_role_arn);
    archive("isLogging", is_logging);
    archive("startedAt", started_at);
    archive("stoppedAt", stopped_at);
    archive("selectors", selectors);
    archive("advancedSelectors", advanced_selectors);
    archive("tags", tags);
    archive("logDeliveryError", log_delivery_error);
    archive("topicArn", topic_arn);
    archive("kmsKeyArn", kms_key_arn);
    archive("validatesLogFiles", validates_log_files);
    archive("digestTimer", digest_timer);
    archive("deliveredAt", delivered_at);
    archive("deliveryError", delivery_error);
    archive("notifiedAt", notified_at);
    archive("notificationError", notification_error);
    archive("digestDeliveredAt", digest_delivered_at);
    archive("digestError", digest_error);
    archive("deliveryAttemptedAt", delivery_attempted_at);
    archive("notificationAttemptedAt", notification_attempted_at);
  }
};

// Records that wait in the Store, under this entity's id, to become a log file of an origin or to
// enter a log group. It is there as long as something waits.
struct DeliveryQueue {
  std::string trail_id;
  Origin origin;  // Without a region: it waits for the log group, which has those of all regions.
  TimerId timer = 0;

  template <class Archive>
  void fields(Archive& archive) {
    archive("trailId", trail_id);
    archive("region", origin.region);
    archive("memberAccount", origin.member_account);
    archive("timer", timer);
  }
};

// A delivered log file, as a digest names it.
struct LogFile {
  std::string bucket;
  std::string key;
  std::string hash;  // SHA-256 of the content before gzip, in hex.
  Instant newest;
  Instant oldest;

  template <class Archive>
  void fields(Archive& archive) {
    archive("bucket", bucket);
    archive("key", key);
    archive("hash", hash);
    archive("newest", newest);
    archive("oldest", oldest);
  }
};

// A delivered digest file, as the next one names it.
struct Digest {
  std::string bucket;
  std::string key;
  std::string hash;
  std::string signature;  // In hex.

  template <class Archive>
  void fields(Archive& archive) {
    archive("bucket", bucket);
    archive("key", key);
    archive("hash", hash);
    archive("signature", signature);
  }
};

// The digests of a trail and origin, and what the next of them will hold.
struct DigestChain {
  Origin origin;
  Instant started_at;  // Of the digest to come, in whole seconds.
  std::vector<LogFile> files;
  std::optional<Digest> previous;

  template <class Archive>
  void fields(Archive& archive) {
    archive("region", origin.region);
    archive("memberAccount", origin.member_account);
    archive("startedAt", started_at);
    archive("files", files);
    archive("previous", previous);
  }
};

struct SigningKey {
  Bytes private_key;  // PKCS#8.
  Bytes public_key;   // PKCS#1 RSAPublicKey, as ListPublicKeys shows it.
  std::string fingerprint;
  Instant valid_from;

  template <class Archive>
  void fields(Archive& archive) {
    archive("privateKey", private_key);
    archive("publicKey", public_key);
    archive("fingerprint", fingerprint);
    archive("validFrom", valid_from);
  }
};

struct State {
  // By Trail::id(), so the trails of an account lie together, whatever their region.
  Table<Trail> trails{"cloudtrail.trail"};
  // Both by Origin::id_below() the trail's id, with "log-group" as the region of what waits for
  // one.
  Table<DeliveryQueue> queues{"cloudtrail.queue"};
  Table<DigestChain> digest_chains{"cloudtrail.digest-chain"};
  // By the account, a slash and the time it is valid from.
  Table<SigningKey> signing_keys{"cloudtrail.signing-key"};

  std::vector<TableBase*> tables() { return {&trails, &queues, &digest_chains, &signing_keys}; }
};

}  // namespace keytrail::cloudtrail
