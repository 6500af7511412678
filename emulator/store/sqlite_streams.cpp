// The streams of a SqliteStore, each an append and a scan; records are in sqlite_records.cpp.
#include <algorithm>

#include "base/text.h"
#include "store/sqlite_range.h"
#include "store/sqlite_store.h"

namespace keytrail {
namespace {

constexpr std::uint64_t kObjectPieceSize = 256 << 10;

}  // namespace

std::uint64_t SqliteStore::append(LogEventRow row) {
  row.sequence = ++last_log_event_;
  backlog_.log_events.push_back(std::move(row));
  ++backlog_.row_count;
  return last_log_event_;
}

void SqliteStore::write(const LogEventRow& row) {
  Statement insert(*this,
                   "INSERT INTO log_event (seq, log_group, stream, at, ingested_at, record_seq, "
                   "message, data_key) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
  insert.bind(row.sequence)
      .bind(row.group)
      .bind(row.stream)
      .bind(row.at)
      .bind(row.ingested_at)
      .bind(row.record_sequence);
  if (row.data_key != nullptr) {
    insert.bind_blob(*row.message).bind_blob(*row.data_key);
  } else if (row.record_sequence != 0) {
    insert.bind_null().bind_null();
  } else {
    insert.bind(*row.message).bind_null();
  }
  insert.run();
}

void SqliteStore::scan_log_events(const std::string& group, const std::string& stream,
                                  const Range& range, const Visit<LogEventRow>& visit) {
  const Turn turn(*this);
  Statement rows(
      *this,
      by_order(
          range,
          "SELECT e.seq, e.stream, e.at, e.ingested_at, e.record_seq, "
          "coalesce(e.message, r.text), e.data_key FROM log_event e LEFT JOIN record r ON "
          "r.seq = e.record_seq WHERE e.log_group = ? AND e.at >= ? AND e.at < ? AND "
          "(e.at, e.seq) > (?, ?) AND (? = '' OR e.stream = ?) ORDER BY e.at, e.seq",
          "SELECT e.seq, e.stream, e.at, e.ingested_at, e.record_seq, "
          "coalesce(e.message, r.text), e.data_key FROM log_event e LEFT JOIN record r ON "
          "r.seq = e.record_seq WHERE e.log_group = ? AND e.at >= ? AND e.at < ? AND "
          "(e.at, e.seq) < (?, ?) AND (? = '' OR e.stream = ?) ORDER BY e.at DESC, e.seq DESC"));
  rows.bind(group);
  bind_range(rows, range);
  rows.bind(stream).bind(stream);
  while (rows.step()) {
    LogEventRow row;
    row.sequence = static_cast<std::uint64_t>(rows.integer(0));
    row.group = group;
    row.stream = rows.text(1);
    row.at = rows.instant(2);
    row.ingested_at = rows.instant(3);
    row.record_sequence = static_cast<std::uint64_t>(rows.integer(4));
    row.message = make_text(rows.blob(5));
    if (const std::string_view key = rows.blob(6); !key.empty()) row.data_key = make_text(key);
    if (!visit(row)) return;
  }
}

void SqliteStore::erase_log_events(const std::string& group, const std::string& stream,
                                   Instant before) {
  const Turn turn(*this);
  // Their numbers are not given again, over a restart either: clients tell events apart by them.
  set_meta("last-log-event", std::to_string(last_log_event_));
  Statement(*this,
            "DELETE FROM log_event WHERE log_group = ? AND at < ? AND (? = '' OR stream = ?)")
      .bind(group)
      .bind(before)
      .bind(stream)
      .bind(stream)
      .run();
}

void SqliteStore::add(DatapointRow row) {
  backlog_.datapoints.push_back(std::move(row));
  ++backlog_.row_count;
}

void SqliteStore::write(const DatapointRow& row) {
  Statement(*this,
            "INSERT INTO datapoint (metric, at, unit, is_statistic_set, value, minimum, maximum, "
            "sample_count) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
            "sample_count = sample_count + excluded.sample_count")
      .bind(row.metric)
      .bind(row.at)
      .bind(row.unit)
      .bind(std::int64_t{row.is_statistic_set})
      .bind(row.value)
      .bind(row.minimum)
      .bind(row.maximum)
      .bind(row.sample_count)
      .run();
}

void SqliteStore::scan_datapoints(const std::string& metric, Instant from, Instant until,
                                  const Visit<DatapointRow>& visit) {
  const Turn turn(*this);
  Statement rows(*this,
                 "SELECT at, unit, is_statistic_set, value, minimum, maximum, sample_count "
                 "FROM datapoint WHERE metric = ? AND at >= ? AND at < ? "
                 "ORDER BY at, unit, is_statistic_set, value, minimum, maximum");
  rows.bind(metric).bind(from).bind(until);
  while (rows.step()) {
    DatapointRow row;
    row.metric = metric;
    row.at = rows.instant(0);
    row.unit = rows.text(1);
    row.is_statistic_set = rows.integer(2) != 0;
    row.value = rows.real(3);
    row.minimum = rows.real(4);
    row.maximum = rows.real(5);
    row.sample_count = rows.real(6);
    if (!visit(row)) return;
  }
}

void SqliteStore::erase_datapoints(const std::string& metric, Instant before) {
  const Turn turn(*this);
  Statement(*this, "DELETE FROM datapoint WHERE metric = ? AND at < ?")
      .bind(metric)
      .bind(before)
      .run();
}

std::uint64_t SqliteStore::append(JournalRow row) {
  const Turn turn(*this);
  const std::string body = to_text(row.body);
  Statement(*this, "INSERT INTO journal (seq, journal, partition, at, body) VALUES (?, ?, ?, ?, ?)")
      .bind(++last_journal_)
      .bind(row.journal)
      .bind(row.partition)
      .bind(row.at)
      .bind(body)
      .run();
  return last_journal_;
}

void SqliteStore::scan_journal(const std::string& journal, const std::string& partition,
                               const Range& range, const Visit<JournalRow>& visit) {
  const Turn turn(*this);
  // A partition that ends in '/' is a prefix: up to the same text with the next character, '0'.
  std::string beyond = partition;
  if (partition.ends_with('/')) {
    beyond.back() = '/' + 1;
  } else {
    beyond += '\x01';
  }
  Statement rows(*this,
                 by_order(range,
                          "SELECT seq, partition, at, body FROM journal WHERE journal = ? AND "
                          "at >= ? AND at < ? AND (at, seq) > (?, ?) AND partition >= ? AND "
                          "partition < ? ORDER BY at, seq",
                          "SELECT seq, partition, at, body FROM journal WHERE journal = ? AND "
                          "at >= ? AND at < ? AND (at, seq) < (?, ?) AND partition >= ? AND "
                          "partition < ? ORDER BY at DESC, seq DESC"));
  rows.bind(journal);
  bind_range(rows, range);
  rows.bind(partition).bind(beyond);
  while (rows.step()) {
    JournalRow row;
    row.sequence = static_cast<std::uint64_t>(rows.integer(0));
    row.journal = journal;
    row.partition = rows.text(1);
    row.at = rows.instant(2);
    row.body = parse_json(rows.text(3)).value_or(Json());
    if (!visit(row)) return;
  }
}

std::uint64_t SqliteStore::append(PendingRow row) {
  row.sequence = ++last_pending_;
  backlog_.pending.push_back(std::move(row));
  ++backlog_.row_count;
  return last_pending_;
}

void SqliteStore::write(const PendingRow& row) {
  Statement insert(*this,
                   "INSERT INTO pending (queue, seq, at, record_seq, event_id, message) VALUES "
                   "(?, ?, ?, ?, ?, ?)");
  insert.bind(row.queue)
      .bind(row.sequence)
      .bind(row.at)
      .bind(row.record_sequence)
      .bind(row.event_id);
  if (row.record_sequence != 0) {
    insert.bind_null();
  } else {
    insert.bind(*row.text);
  }
  insert.run();
}

void SqliteStore::scan_pending(const std::string& queue, const Visit<PendingRow>& visit) {
  const Turn turn(*this);
  Statement rows(*this,
                 "SELECT p.seq, p.at, p.record_seq, p.event_id, coalesce(p.message, r.text) FROM "
                 "pending p LEFT JOIN record r ON r.seq = p.record_seq WHERE p.queue = ? "
                 "ORDER BY p.seq");
  rows.bind(queue);
  while (rows.step()) {
    PendingRow row;
    row.sequence = static_cast<std::uint64_t>(rows.integer(0));
    row.queue = queue;
    row.at = rows.instant(1);
    row.record_sequence = static_cast<std::uint64_t>(rows.integer(2));
    row.event_id = rows.text(3);
    row.text = make_text(rows.text(4));
    if (!visit(row)) return;
  }
}

void SqliteStore::erase_pending(const std::string& queue, std::uint64_t through) {
  const Turn turn(*this);
  Statement(*this, "DELETE FROM pending WHERE queue = ? AND seq <= ?")
      .bind(queue)
      .bind(through)
      .run();
}

void SqliteStore::put_object(const std::string& id, std::string_view bytes) {
  const Turn turn(*this);
  erase_object(id);
  for (std::uint64_t number = 0; number * kObjectPieceSize < bytes.size(); ++number) {
    Statement(*this, "INSERT INTO object_piece (id, number, bytes) VALUES (?, ?, ?)")
        .bind(id)
        .bind(number)
        .bind_blob(bytes.substr(number * kObjectPieceSize, kObjectPieceSize))
        .run();
  }
}

std::string SqliteStore::read_object(const std::string& id, std::uint64_t offset,
                                     std::uint64_t size) {
  std::string bytes;
  if (size == 0) return bytes;
  const Turn turn(*this);
  Statement pieces(*this,
                   "SELECT bytes FROM object_piece WHERE id = ? AND number >= ? ORDER BY number");
  pieces.bind(id).bind(offset / kObjectPieceSize);
  std::uint64_t skipped = offset % kObjectPieceSize;
  while (bytes.size() < size && pieces.step()) {
    const std::string_view piece = pieces.blob(0);
    bytes += piece.substr(std::min<std::uint64_t>(skipped, piece.size()), size - bytes.size());
    skipped = 0;
  }
  return bytes;
}

void SqliteStore::erase_object(const std::string& id) {
  const Turn turn(*this);

  Statement(*this, "DELETE FROM object_piece WHERE id = ?").bind(id).run();
}

void SqliteStore::append(TimelineBatch batch) {
  batch.first_id = last_timeline_id_ + 1;
  last_timeline_id_ += batch.entry_count;
  ++backlog_.row_count;
  if (!backlog_.timeline.empty() && backlog_.timeline.back().at == batch.at) {
    TimelineBatch& same_instant = backlog_.timeline.back();
    same_instant.entry_count += batch.entry_count;
    same_instant.entries.append("\n").append(batch.entries);
    return;
  }
  backlog_.timeline.push_back(std::move(batch));
}

void SqliteStore::write(const TimelineBatch& batch) {
  Statement(*this, "INSERT INTO timeline (first_id, entry_count, at, entries) VALUES (?, ?, ?, ?)")
      .bind(batch.first_id)
      .bind(std::uint64_t{batch.entry_count})
      .bind(batch.at)
      .bind(batch.entries)
      .run();
}

void SqliteStore::scan_timeline(std::uint64_t since, const Visit<TimelineBatch>& visit) {
  const Turn turn(*this);
  Statement rows(*this,
                 "SELECT first_id, entry_count, at, entries FROM timeline WHERE first_id >= "
                 "coalesce((SELECT max(first_id) FROM timeline WHERE first_id <= ?), 0) "
                 "ORDER BY first_id");
  rows.bind(since + 1);
  while (rows.step()) {
    TimelineBatch batch;
    batch.first_id = static_cast<std::uint64_t>(rows.integer(0));
    batch.entry_count = static_cast<std::size_t>(rows.integer(1));
    if (batch.first_id + batch.entry_count <= since + 1) continue;
    batch.at = rows.instant(2);
    batch.entries = rows.text(3);
    if (!visit(batch)) return;
  }
}

std::uint64_t SqliteStore::last_timeline_id() const { return last_timeline_id_; }

void SqliteStore::clear_streams() {
  const Turn turn(*this);
  for (const char* table :
       {"DELETE FROM record", "DELETE FROM record_block", "DELETE FROM log_event",
        "DELETE FROM datapoint", "DELETE FROM journal", "DELETE FROM pending",
        "DELETE FROM object_piece", "DELETE FROM timeline"}) {
    execute(table);
  }
  set_meta("last-log-event", "0");
  last_record_ = last_log_event_ = last_journal_ = last_pending_ = last_timeline_id_ = 0;
}

}  // namespace keytrail
