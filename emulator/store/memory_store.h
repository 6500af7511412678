// A MemoryStore keeps the streams in vectors and maps: for scenarios, which live for milliseconds,
// and for tests. It keeps nothing when it goes.
#pragma once

#include <map>
#include <tuple>
#include <unordered_map>

#include "core/store.h"

namespace keytrail {

class MemoryStore final : public Store {
 public:
  std::uint64_t append(RecordRow row) override;
  void scan_records(const std::string& scope, const Range& range,
                    const Visit<RecordRow>& visit) override;
  void find_records(const std::string& scope, const Range& range, const RecordFilter& filter,
                    const Visit<RecordRow>& visit) override;
  std::uint64_t append(LogEventRow row) override;
  void scan_log_events(const std::string& group, const std::string& stream, const Range& range,
                       const Visit<LogEventRow>& visit) override;
  void erase_log_events(const std::string& group, const std::string& stream,
                        Instant before) override;
  void add(DatapointRow row) override;
  void scan_datapoints(const std::string& metric, Instant from, Instant until,
                       const Visit<DatapointRow>& visit) override;
  void erase_datapoints(const std::string& metric, Instant before) override;
  std::uint64_t append(JournalRow row) override;
  void scan_journal(const std::string& journal, const std::string& partition, const Range& range,
                    const Visit<JournalRow>& visit) override;
  std::uint64_t append(PendingRow row) override;
  void scan_pending(const std::string& queue, const Visit<PendingRow>& visit) override;
  void erase_pending(const std::string& queue, std::uint64_t through) override;
  void put_object(const std::string& id, std::string_view bytes) override;
  std::string read_object(const std::string& id, std::uint64_t offset, std::uint64_t size) override;
  void erase_object(const std::string& id) override;
  void append(TimelineBatch batch) override;
  void scan_timeline(std::uint64_t since, const Visit<TimelineBatch>& visit) override;
  std::uint64_t last_timeline_id() const override;
  void clear_streams() override;

 private:
  // Rows of one partition in (at, sequence) order.
  template <class Row>
  using Ordered = std::map<std::pair<Instant, std::uint64_t>, Row>;
  using DatapointKey = std::tuple<Instant, std::string, bool, double, double, double>;

  std::unordered_map<std::string, Ordered<RecordRow>> records_;
  std::unordered_map<std::string, Ordered<LogEventRow>> log_events_;
  std::unordered_map<std::string, std::map<DatapointKey, DatapointRow>> datapoints_;
  std::map<std::pair<std::string, std::string>, Ordered<JournalRow>> journals_;
  std::unordered_map<std::string, std::map<std::uint64_t, PendingRow>> pending_;
  std::unordered_map<std::string, std::string> objects_;
  std::vector<TimelineBatch> timeline_;
  // Each stream counts for itself, as in a database: numbers show in cursors and event ids.
  std::uint64_t last_record_ = 0;
  std::uint64_t last_log_event_ = 0;
  std::uint64_t last_journal_ = 0;
  std::uint64_t last_pending_ = 0;
  std::uint64_t last_timeline_id_ = 0;
};

}  // namespace keytrail
