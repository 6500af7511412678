// A SqliteStore keeps streams and entities in one SQLite database: a private temporary one that is
// gone at exit, or a file (WAL, synchronous NORMAL: process death loses nothing committed).
//
// One connection, one transaction that is always open. Rows that are appended and entities that are
// saved gather in a backlog, which is written before the next look at the database, by commit(), or
// when it has grown long; so the owner's lock need not be held while the database works. The schema
// is in sqlite_schema.h.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "core/persistence.h"
#include "core/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace keytrail {

class SqliteStore final : public Store, public Persistence {
 public:
  struct OpenError {
    std::string what;  // "data.db: …", for a person.
  };
  // An empty path opens a private temporary database.
  static std::variant<std::unique_ptr<SqliteStore>, OpenError> open(const std::string& path);
  ~SqliteStore() override;
  SqliteStore(const SqliteStore&) = delete;
  SqliteStore& operator=(const SqliteStore&) = delete;

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
  bool has_backlog() const override;
  void write_backlog(const std::function<void()>& release) override;

  void save(std::string_view kind, std::string_view id,
            const std::optional<std::string>& body) override;
  void load(std::string_view kind,
            const std::function<void(std::string, const std::string&)>& visit) override;
  std::optional<std::string> meta(std::string_view name) override;
  void set_meta(std::string_view name, std::string_view value) override;
  void commit(const std::function<void()>& release) override;
  using Persistence::commit;
  std::string take_snapshot() override;
  std::optional<std::string> restore_snapshot(std::string_view bytes) override;

 private:
  friend class Statement;
  // What waits to be written, in the order of its rows' numbers.
  struct Backlog {
    std::vector<RecordRow> records;
    std::vector<LogEventRow> log_events;
    std::vector<DatapointRow> datapoints;
    std::vector<PendingRow> pending;
    std::vector<TimelineBatch> timeline;
    // By kind and id, so that of an entity that changed several times the last state is written.
    std::map<std::pair<std::string, std::string>, std::optional<std::string>> entities;
    std::map<std::string, std::string, std::less<>> meta;
    std::size_t row_count = 0;
  };
  // The right to use the connection, with everything written that came before.
  class Turn;
  class RecordSearch;
  explicit SqliteStore(std::string path) : path_(std::move(path)) {}
  std::optional<OpenError> prepare();
  std::optional<OpenError> lock_file();
  void read_last_numbers();
  std::optional<std::string> check_attached();
  void copy_attached();
  void execute(const char* sql);
  // The first column of the first row; -1 when there is none or the statement does not hold.
  std::int64_t number(const char* sql);
  // Says path and reason and ends the process with 70: nothing unacknowledged may be acknowledged.
  [[noreturn]] void fail_stop();
  void write(const Backlog& backlog);
  void write(const RecordRow& row);
  void write(const LogEventRow& row);
  void write(const DatapointRow& row);
  void write(const PendingRow& row);
  void write(const TimelineBatch& batch);
  void write_record_block(std::uint64_t last);
  void write_entity(const std::string& kind, const std::string& id,
                    const std::optional<std::string>& body);

  std::string path_;
  int lock_descriptor_ = -1;
  sqlite3* connection_ = nullptr;
  // Idle prepared statements by SQL text; a scan inside a scan takes a second one.
  std::map<const char*, std::vector<sqlite3_stmt*>> idle_;
  std::uint64_t last_record_ = 0;
  std::uint64_t last_log_event_ = 0;
  std::uint64_t last_journal_ = 0;
  std::uint64_t last_pending_ = 0;
  std::uint64_t last_timeline_id_ = 0;
  Backlog backlog_;
  // Guards the connection, not the backlog. A scan's visitor may scan.
  std::recursive_mutex connection_mutex_;
};

class SqliteStore::Turn {
 public:
  explicit Turn(SqliteStore& store) : lock_(store.connection_mutex_) {
    if (store.backlog_.row_count > 0) store.write(std::exchange(store.backlog_, {}));
  }

 private:
  std::lock_guard<std::recursive_mutex> lock_;
};

}  // namespace keytrail
