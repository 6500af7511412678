// A SqliteStore keeps streams and entities in one SQLite database: a private temporary one that is
// gone at exit, or a file (WAL, synchronous NORMAL: process death loses nothing committed).
//
// One connection, one transaction that is always open: what was appended is visible to the next
// scan, and commit() makes it durable. The schema is in sqlite_schema.h.
#pragma once

#include <map>
#include <memory>
#include <string>
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
  void append(TimelineBatch batch) override;
  void scan_timeline(std::uint64_t since, const Visit<TimelineBatch>& visit) override;
  std::uint64_t last_timeline_id() const override;
  void clear_streams() override;

  void save(std::string_view kind, std::string_view id,
            const std::optional<std::string>& body) override;
  void load(std::string_view kind,
            const std::function<void(std::string, const std::string&)>& visit) override;
  std::optional<std::string> meta(std::string_view name) override;
  void set_meta(std::string_view name, std::string_view value) override;
  void commit() override;

 private:
  friend class Statement;
  explicit SqliteStore(std::string path) : path_(std::move(path)) {}
  std::optional<OpenError> prepare();
  std::optional<OpenError> lock_file();
  void execute(const char* sql);
  // Says path and reason and ends the process with 70: nothing unacknowledged may be acknowledged.
  [[noreturn]] void fail_stop();

  std::string path_;
  int lock_descriptor_ = -1;
  sqlite3* connection_ = nullptr;
  // Idle prepared statements by SQL text; a scan inside a scan takes a second one.
  std::map<const char*, std::vector<sqlite3_stmt*>> idle_;
  std::uint64_t last_record_ = 0;
  std::uint64_t last_log_event_ = 0;
  std::uint64_t last_journal_ = 0;
  std::uint64_t last_timeline_id_ = 0;
};

}  // namespace keytrail
