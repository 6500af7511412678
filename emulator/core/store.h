// A Store keeps the streams that only grow: event history, log events, datapoints, alarm history
// and the timeline; and the bytes of objects. Scenarios keep them in vectors, the server in SQLite;
// services see this interface and nothing else. What a command appends is visible to its own reads
// at once and is committed together with the entities it touched.
//
// A store is used by one thread at a time, its owner's lock sees to that; only the second half of
// write_backlog() runs beside it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/json.h"

namespace keytrail {

using Text = std::shared_ptr<const std::string>;

// One CloudTrail record in event history. The columns are what LookupEvents searches, see below.
struct RecordRow {
  std::uint64_t sequence = 0;  // Given by the store.
  std::string scope;           // Scope::prefix() of recipient account and region.
  Instant at;
  std::string event_id;
  std::string event_name;
  std::string event_source;
  std::string username;
  std::string access_key_id;
  bool is_read_only = false;
  std::vector<std::pair<std::string, std::string>> resources;  // (type, ARN or name).
  Text text;                                                   // The record, compact JSON.
};

enum class RecordAttribute {
  EventId,
  EventName,
  ReadOnly,
  Username,
  ResourceType,
  ResourceName,
  EventSource,
  AccessKeyId,
};

// Shows each attribute of a record with its value; resources have many.
template <class Visit>
void each_attribute(const RecordRow& row, const Visit& visit) {
  visit(RecordAttribute::EventId, row.event_id);
  visit(RecordAttribute::EventName, row.event_name);
  visit(RecordAttribute::ReadOnly, row.is_read_only ? "true" : "false");
  visit(RecordAttribute::Username, row.username);
  for (const auto& [type, name] : row.resources) {
    visit(RecordAttribute::ResourceType, type);
    visit(RecordAttribute::ResourceName, name);
  }
  visit(RecordAttribute::EventSource, row.event_source);
  visit(RecordAttribute::AccessKeyId, row.access_key_id);
}

struct RecordFilter {
  RecordAttribute attribute = RecordAttribute::EventId;
  std::string value;  // Never empty: what a record does not have is no value.

  bool matches(const RecordRow& row) const {
    bool found = false;
    each_attribute(row, [&](RecordAttribute name, std::string_view text) {
      found = found || (name == attribute && text == value);
    });
    return found;
  }
};

struct LogEventRow {
  std::uint64_t sequence = 0;
  std::string group;   // Scope::id(log group name).
  std::string stream;  // Stream name alone.
  Instant at;
  Instant ingested_at;
  Text message;
  // When the message is the text of a record in event history, its sequence: stored once.
  std::uint64_t record_sequence = 0;
  // Under which the message is sealed, itself wrapped by a KMS key; null: it is plain text.
  Text data_key = nullptr;
};

// `sample_count` times `value` at one minute (or second). A statistic set is a row of its own kind.
struct DatapointRow {
  std::string metric;  // The metric's id, see cloudwatch.
  Instant at;          // Start of its minute, or second for high resolution.
  std::string unit;
  double value = 0;  // For a statistic set: its mean, so that equal rows add up by sample count.
  double sample_count = 1;
  bool is_statistic_set = false;
  double minimum = 0;  // Equal to value unless a statistic set.
  double maximum = 0;
};

// Small journals such as alarm history.
struct JournalRow {
  std::uint64_t sequence = 0;
  std::string journal;    // "cloudwatch.alarm-history".
  std::string partition;  // Scope::id(name).
  Instant at;
  Json body;
};

// A record that waits for its trail: for the next log file, or for a log group that is gone.
struct PendingRow {
  std::uint64_t sequence = 0;  // Given by the store.
  std::string queue;           // Begins with the trail's id.
  Instant at;                  // The record's eventTime.
  Text text;
  // When the text is that of a record in event history, its sequence: stored once.
  std::uint64_t record_sequence = 0;
  std::string event_id;
};

// What one command (or timer) put on the timeline; ids count entries, not batches.
struct TimelineBatch {
  std::uint64_t first_id = 0;
  Instant at;
  std::size_t entry_count = 0;
  std::string entries;  // One JSON object a line, without id and time.
};

enum class Order { Ascending, Descending };

// Rows with from <= at < until, after (or, descending, before) the cursor, in (at, sequence) order.
struct Range {
  Instant from = Instant::min();
  Instant until = Instant::max();
  Order order = Order::Ascending;
  // Resume strictly beyond this row; none to start at the edge.
  std::optional<std::pair<Instant, std::uint64_t>> beyond;
};

class Store {
 public:
  template <class Row>
  using Visit = std::function<bool(const Row&)>;  // False stops the scan.

  virtual ~Store() = default;

  virtual std::uint64_t append(RecordRow row) = 0;
  virtual void scan_records(const std::string& scope, const Range& range,
                            const Visit<RecordRow>& visit) = 0;
  // The records that match, newest first whatever the range's order: at a million records too, the
  // first of them come in milliseconds, however rare they are.
  virtual void find_records(const std::string& scope, const Range& range,
                            const RecordFilter& filter, const Visit<RecordRow>& visit) = 0;

  virtual std::uint64_t append(LogEventRow row) = 0;
  // `stream` empty: all streams of the group.
  virtual void scan_log_events(const std::string& group, const std::string& stream,
                               const Range& range, const Visit<LogEventRow>& visit) = 0;
  // Erases the events older than `before` of the group (or of its one stream).
  virtual void erase_log_events(const std::string& group, const std::string& stream,
                                Instant before = Instant::max()) = 0;

  virtual void add(DatapointRow row) = 0;  // Equal points add up their sample counts.
  // In order of `at`, from <= at < until.
  virtual void scan_datapoints(const std::string& metric, Instant from, Instant until,
                               const Visit<DatapointRow>& visit) = 0;
  virtual void erase_datapoints(const std::string& metric, Instant before) = 0;

  virtual std::uint64_t append(JournalRow row) = 0;
  // `partition` may be a prefix that ends in '/': then all below it.
  virtual void scan_journal(const std::string& journal, const std::string& partition,
                            const Range& range, const Visit<JournalRow>& visit) = 0;

  virtual std::uint64_t append(PendingRow row) = 0;
  // In the order they were appended.
  virtual void scan_pending(const std::string& queue, const Visit<PendingRow>& visit) = 0;
  // Erases the rows up to and including that sequence.
  virtual void erase_pending(const std::string& queue, std::uint64_t through) = 0;

  // The bytes of an S3 object, too many for an entity. Putting replaces what was there.
  virtual void put_object(const std::string& id, std::string_view bytes) = 0;
  // Fewer bytes when the object ends before, none when there is no such object.
  virtual std::string read_object(const std::string& id, std::uint64_t offset,
                                  std::uint64_t size) = 0;
  virtual void erase_object(const std::string& id) = 0;

  virtual void append(TimelineBatch batch) = 0;
  // Batches that hold an entry with an id above `since`.
  virtual void scan_timeline(std::uint64_t since, const Visit<TimelineBatch>& visit) = 0;
  virtual std::uint64_t last_timeline_id() const = 0;

  virtual void clear_streams() = 0;

  // Appended rows may wait in memory for the next scan. Once there are many they should be written:
  // `release` is called when the rest of the work can do without the owner's lock.
  virtual bool has_backlog() const { return false; }
  virtual void write_backlog(const std::function<void()>& release) { release(); }
};

}  // namespace keytrail
