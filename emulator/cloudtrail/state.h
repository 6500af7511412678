// The entities of CloudTrail: trails. Event history is a stream of the Store, not an entity.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/arn.h"
#include "base/scope.h"
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

struct Trail {
  Scope home;  // The account that owns it and the region it was made in.
  std::string name;
  std::string bucket;
  std::string key_prefix;
  bool includes_global_service_events = true;
  bool is_multi_region = false;  // Then every other region shows it as a shadow trail.
  std::string log_group_arn;     // Empty: no delivery to CloudWatch Logs.
  std::string log_role_arn;
  bool is_logging = false;
  std::optional<Instant> started_at;
  std::optional<Instant> stopped_at;
  std::vector<EventSelector> selectors;  // Empty: never put.
  Json advanced_selectors;               // As given; null: none. Never together with selectors.
  std::map<std::string, std::string> tags;
  std::string log_delivery_error;  // Of the latest attempt; empty: it succeeded.

  std::string id() const { return home.id(name); }
  std::string arn() const { return trail_arn(home, name); }
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
    archive("logGroupArn", log_group_arn);
    archive("logRoleArn", log_role_arn);
    archive("isLogging", is_logging);
    archive("startedAt", started_at);
    archive("stoppedAt", stopped_at);
    archive("selectors", selectors);
    archive("advancedSelectors", advanced_selectors);
    archive("tags", tags);
    archive("logDeliveryError", log_delivery_error);
  }
};

struct State {
  // By Trail::id(), so the trails of an account lie together, whatever their region.
  Table<Trail> trails{"cloudtrail.trail"};

  std::vector<TableBase*> tables() { return {&trails}; }
};

}  // namespace keytrail::cloudtrail
