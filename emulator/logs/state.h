// What CloudWatch Logs keeps: groups, their streams, their metric filters. The events themselves
// are a stream of the Store.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/scope.h"
#include "core/scheduler.h"
#include "core/table.h"

namespace keytrail::logs {

struct CompiledFilter;

struct LogGroup {
  std::string name;
  Instant created_at;
  std::optional<std::int64_t> retention_in_days;
  bool is_deletion_protected = false;
  std::map<std::string, std::string> tags;
  std::string
      kms_key_arn;  // What new events are encrypted under; empty: nothing of the customer's.
  // The next look for expired events; 0 when there is nothing to wait for.
  TimerId retention_timer = 0;
  Instant retention_due;

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("createdAt", created_at);
    archive("retentionInDays", retention_in_days);
    archive("isDeletionProtected", is_deletion_protected);
    archive("tags", tags);
    archive("kmsKeyArn", kms_key_arn);
    archive("retentionTimer", retention_timer);
    archive("retentionDue", retention_due);
  }
};

// What seals the events of a group with a KMS key, for a while. It is put away with the rest, so
// that nobody notices a restart; KMS's own keys lie beside it.
struct DataKey {
  Bytes plaintext;
  Bytes wrapped;  // By the KMS key.
  Instant expires_at;

  template <class Archive>
  void fields(Archive& archive) {
    archive("plaintext", plaintext);
    archive("wrapped", wrapped);
    archive("expiresAt", expires_at);
  }
};

struct LogStream {
  LogStream() = default;
  LogStream(std::string stream_name, Instant at) : name(std::move(stream_name)), created_at(at) {}

  std::string name;
  Instant created_at;
  std::optional<Instant> first_event_at;
  std::optional<Instant> last_event_at;
  std::optional<Instant> last_ingested_at;
  std::int64_t stored_bytes = 0;

  template <class Archive>
  void fields(Archive& archive) {
    archive("name", name);
    archive("createdAt", created_at);
    archive("firstEventAt", first_event_at);
    archive("lastEventAt", last_event_at);
    archive("lastIngestedAt", last_ingested_at);
    archive("storedBytes", stored_bytes);
  }
};

struct MetricFilter {
  std::string group;
  std::string name;
  std::string pattern;
  std::string metric_name;
  std::string metric_namespace;
  std::string metric_value;  // A number, or a reference such as "$.bytes".
  std::optional<double> default_value;
  std::map<std::string, std::string> dimensions;  // Name -> reference.
  std::string unit;                               // Empty: not given.
  Instant created_at;
  std::string field_selection;             // Empty: not given.
  std::vector<std::string> system_fields;  // That become dimensions.
  // The minute of the last event this filter saw, and whether it matched any in it. Kept only for
  // filters with a default value.
  std::optional<Instant> seen_minute;
  bool has_matched_in_minute = false;

  // Not stored: made when first needed, so that a loaded filter is compiled once.
  mutable std::shared_ptr<const CompiledFilter> compiled;

  template <class Archive>
  void fields(Archive& archive) {
    archive("group", group);
    archive("name", name);
    archive("pattern", pattern);
    archive("metricName", metric_name);
    archive("metricNamespace", metric_namespace);
    archive("metricValue", metric_value);
    archive("defaultValue", default_value);
    archive("dimensions", dimensions);
    archive("unit", unit);
    archive("createdAt", created_at);
    archive("seenMinute", seen_minute);
    archive("hasMatchedInMinute", has_matched_in_minute);
    archive("fieldSelection", field_selection);
    archive("systemFields", system_fields);
  }
};

// A group's id is Scope::id(name). Names hold no colon, so "<group id>:" leads all that is the
// group's own.
inline std::string group_id(const Scope& scope, std::string_view group) { return scope.id(group); }
inline std::string inside(std::string_view group_id) { return std::string(group_id) + ":"; }

struct State {
  Table<LogGroup> groups{"logs.group"};
  Table<LogStream> streams{"logs.stream"};     // Id: inside(group id) + stream name.
  Table<MetricFilter> filters{"logs.filter"};  // Id: inside(group id) + filter name.
  Table<DataKey> data_keys{"logs.data-key"};   // Id: the group's.

  // The command in which KMS last refused a data key, by the group's id.
  std::map<std::string, std::uint64_t> refused_in;

  std::vector<TableBase*> tables() { return {&groups, &streams, &filters, &data_keys}; }
  void reindex() { refused_in.clear(); }
};

}  // namespace keytrail::logs
