#include "store/memory_store.h"

#include <algorithm>
#include <limits>

namespace keytrail {
namespace {

template <class Rows, class Visit>
void scan(const Rows& rows, const Range& range, const Visit& visit) {
  if (range.from >= range.until) return;
  auto first = rows.lower_bound({range.from, 0});
  auto last = rows.lower_bound({range.until, 0});
  if (range.order == Order::Ascending) {
    if (range.beyond && *range.beyond >= std::pair(range.from, std::uint64_t{0})) {
      first = rows.upper_bound(*range.beyond);
    }
    // The cursor may lie beyond the end.
    if (range.beyond && range.beyond->first >= range.until) return;
    for (; first != last; ++first) {
      if (!visit(first->second)) return;
    }
    return;
  }
  if (range.beyond && range.beyond->first < range.until) last = rows.lower_bound(*range.beyond);
  if (range.beyond && range.beyond->first < range.from) return;
  while (last != first) {
    --last;
    if (!visit(last->second)) return;
  }
}

}  // namespace

std::uint64_t MemoryStore::append(RecordRow row) {
  row.sequence = ++last_record_;
  auto& rows = records_[row.scope];
  rows.emplace_hint(rows.end(), std::pair(row.at, row.sequence), std::move(row));
  return last_record_;
}

void MemoryStore::scan_records(const std::string& scope, const Range& range,
                               const Visit<RecordRow>& visit) {
  const auto found = records_.find(scope);
  if (found != records_.end()) scan(found->second, range, visit);
}

void MemoryStore::find_records(const std::string& scope, const Range& range,
                               const RecordFilter& filter, const Visit<RecordRow>& visit) {
  Range newest_first = range;
  newest_first.order = Order::Descending;
  scan_records(scope, newest_first,
               [&](const RecordRow& row) { return !filter.matches(row) || visit(row); });
}

std::uint64_t MemoryStore::append(LogEventRow row) {
  row.sequence = ++last_log_event_;
  auto& rows = log_events_[row.group];
  rows.emplace_hint(rows.end(), std::pair(row.at, row.sequence), std::move(row));
  return last_log_event_;
}

void MemoryStore::scan_log_events(const std::string& group, const std::string& stream,
                                  const Range& range, const Visit<LogEventRow>& visit) {
  const auto found = log_events_.find(group);
  if (found == log_events_.end()) return;
  scan(found->second, range, [&](const LogEventRow& row) {
    return (!stream.empty() && row.stream != stream) || visit(row);
  });
}

void MemoryStore::erase_log_events(const std::string& group, const std::string& stream,
                                   Instant before) {
  const auto found = log_events_.find(group);
  if (found == log_events_.end()) return;
  std::erase_if(found->second, [&](const auto& item) {
    return item.second.at < before && (stream.empty() || item.second.stream == stream);
  });
}

void MemoryStore::add(DatapointRow row) {
  DatapointKey key(row.at, row.unit, row.is_statistic_set, row.value, row.minimum, row.maximum);
  auto [found, is_new] = datapoints_[row.metric].try_emplace(std::move(key), row);
  if (is_new) return;
  found->second.sample_count += row.sample_count;
}

void MemoryStore::scan_datapoints(const std::string& metric, Instant from, Instant until,
                                  const Visit<DatapointRow>& visit) {
  const auto found = datapoints_.find(metric);
  if (found == datapoints_.end()) return;
  constexpr double kLowest = -std::numeric_limits<double>::infinity();
  auto row = found->second.lower_bound(DatapointKey(from, "", false, kLowest, kLowest, kLowest));
  for (; row != found->second.end() && row->second.at < until; ++row) {
    if (!visit(row->second)) return;
  }
}

void MemoryStore::erase_datapoints(const std::string& metric, Instant before) {
  const auto found = datapoints_.find(metric);
  if (found == datapoints_.end()) return;
  std::erase_if(found->second, [&](const auto& item) { return item.second.at < before; });
}

std::uint64_t MemoryStore::append(JournalRow row) {
  row.sequence = ++last_journal_;
  auto& rows = journals_[{row.journal, row.partition}];
  rows.emplace(std::pair(row.at, row.sequence), std::move(row));
  return last_journal_;
}

void MemoryStore::scan_journal(const std::string& journal, const std::string& partition,
                               const Range& range, const Visit<JournalRow>& visit) {
  if (!partition.ends_with('/')) {
    const auto found = journals_.find({journal, partition});
    if (found != journals_.end()) scan(found->second, range, visit);
    return;
  }
  Ordered<JournalRow> merged;
  for (auto rows = journals_.lower_bound({journal, partition});
       rows != journals_.end() && rows->first.first == journal &&
       rows->first.second.starts_with(partition);
       ++rows) {
    merged.insert(rows->second.begin(), rows->second.end());
  }
  scan(merged, range, visit);
}

std::uint64_t MemoryStore::append(PendingRow row) {
  row.sequence = ++last_pending_;
  auto& rows = pending_[row.queue];
  rows.emplace_hint(rows.end(), row.sequence, std::move(row));
  return last_pending_;
}

void MemoryStore::scan_pending(const std::string& queue, const Visit<PendingRow>& visit) {
  const auto found = pending_.find(queue);
  if (found == pending_.end()) return;
  for (const auto& [sequence, row] : found->second) {
    if (!visit(row)) return;
  }
}

void MemoryStore::erase_pending(const std::string& queue, std::uint64_t through) {
  const auto found = pending_.find(queue);
  if (found == pending_.end()) return;
  found->second.erase(found->second.begin(), found->second.upper_bound(through));
}

void MemoryStore::put_object(const std::string& id, std::string_view bytes) {
  objects_.insert_or_assign(id, std::string(bytes));
}

std::string MemoryStore::read_object(const std::string& id, std::uint64_t offset,
                                     std::uint64_t size) {
  const auto found = objects_.find(id);
  if (found == objects_.end() || offset >= found->second.size()) return {};
  return found->second.substr(offset, size);
}

void MemoryStore::erase_object(const std::string& id) { objects_.erase(id); }

void MemoryStore::append(TimelineBatch batch) {
  batch.first_id = last_timeline_id_ + 1;
  last_timeline_id_ += batch.entry_count;
  timeline_.push_back(std::move(batch));
}

void MemoryStore::scan_timeline(std::uint64_t since, const Visit<TimelineBatch>& visit) {
  auto batch = std::upper_bound(
      timeline_.begin(), timeline_.end(), since,
      [](std::uint64_t id, const TimelineBatch& b) { return id < b.first_id + b.entry_count - 1; });
  for (; batch != timeline_.end(); ++batch) {
    if (!visit(*batch)) return;
  }
}

std::uint64_t MemoryStore::last_timeline_id() const { return last_timeline_id_; }

void MemoryStore::clear_streams() {
  records_.clear();
  log_events_.clear();
  datapoints_.clear();
  journals_.clear();
  pending_.clear();
  objects_.clear();
  timeline_.clear();
  last_record_ = last_log_event_ = last_journal_ = last_pending_ = last_timeline_id_ = 0;
}

}  // namespace keytrail
