#include "store/sqlite_store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "store/sqlite_schema.h"
#include "store/sqlite_statement.h"

namespace keytrail {
std::int64_t SqliteStore::number(const char* sql) {
  sqlite3_stmt* statement = nullptr;
  std::int64_t value = -1;
  if (sqlite3_prepare_v2(connection_, sql, -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW) {
    value = sqlite3_column_int64(statement, 0);
  }
  sqlite3_finalize(statement);
  return value;
}

std::variant<std::unique_ptr<SqliteStore>, SqliteStore::OpenError> SqliteStore::open(
    const std::string& path) {
  std::unique_ptr<SqliteStore> store(new SqliteStore(path));
  if (std::optional<OpenError> error = store->prepare()) return *error;
  return store;
}

std::optional<SqliteStore::OpenError> SqliteStore::lock_file() {
  // flock on a file of its own: SQLite's own locks would refuse a second connection of ours, and
  // POSIX locks fall with any descriptor of the database that closes.
  const std::string lock_path = path_ + ".lock";
  lock_descriptor_ = ::open(lock_path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
  if (lock_descriptor_ < 0) return OpenError{path_ + ": " + std::strerror(errno)};
  if (::flock(lock_descriptor_, LOCK_EX | LOCK_NB) != 0) {
    return OpenError{path_ + ": in use by another keytrail"};
  }
  return std::nullopt;
}

std::optional<SqliteStore::OpenError> SqliteStore::prepare() {
  if (!path_.empty()) {
    struct stat status {};
    if (::stat(path_.c_str(), &status) == 0 && !S_ISREG(status.st_mode)) {
      return OpenError{path_ + ": not a regular file"};
    }
    if (auto error = lock_file()) return error;
  }
  if (sqlite3_open_v2(path_.c_str(), &connection_,
                      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                      nullptr) != SQLITE_OK) {
    return OpenError{path_ + ": " + sqlite3_errmsg(connection_)};
  }
  const std::int64_t application = number("PRAGMA application_id");
  const std::int64_t version = number("PRAGMA user_version");
  const std::int64_t objects = number("SELECT count(*) FROM sqlite_master");
  if (application < 0 || objects < 0) return OpenError{path_ + ": not a keytrail database"};
  const bool is_new = objects == 0 && application == 0 && version == 0;
  if (!is_new && application != kApplicationId) {
    return OpenError{path_ + ": not a keytrail database"};
  }
  if (version > kSchemaVersion) {
    return OpenError{path_ + ": written by a newer keytrail (schema " + std::to_string(version) +
                     ", this one reads " + std::to_string(kSchemaVersion) + ")"};
  }
  if (!is_new && version < kSchemaVersion) {
    return OpenError{path_ + ": written by an older keytrail (schema " + std::to_string(version) +
                     ", this one reads " + std::to_string(kSchemaVersion) +
                     "): begin a new database with another --db"};
  }
  // Rows of the temporary database only come, at the end of their tables: large pages mean a fifth
  // of the writes. In a file each commit writes whole pages, so there they are of the usual size.
  const char* mode =
      path_.empty()
          ? "PRAGMA page_size=16384; PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
            "PRAGMA locking_mode=EXCLUSIVE; PRAGMA temp_store=FILE; PRAGMA cache_size=-2048;"
          : "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;";
  char* message = nullptr;
  if (sqlite3_exec(connection_, mode, nullptr, nullptr, &message) != SQLITE_OK) {
    OpenError error{path_ + ": " + (message ? message : "cannot be opened for writing")};
    sqlite3_free(message);
    return error;
  }
  if (is_new) {
    const std::string setup = std::string("BEGIN;") + kSchema +
                              "PRAGMA application_id=" + std::to_string(kApplicationId) +
                              "; PRAGMA user_version=" + std::to_string(kSchemaVersion) +
                              "; COMMIT;";
    if (sqlite3_exec(connection_, setup.c_str(), nullptr, nullptr, &message) != SQLITE_OK) {
      OpenError error{path_ + ": " + (message ? message : "cannot be written")};
      sqlite3_free(message);
      return error;
    }
  }
  if (!is_new) read_last_numbers();
  execute("BEGIN");
  return std::nullopt;
}

void SqliteStore::read_last_numbers() {
  const auto last = [this](const char* sql) {
    return static_cast<std::uint64_t>(std::max<std::int64_t>(0, number(sql)));
  };
  last_record_ = last("SELECT max(seq) FROM record");
  last_log_event_ =
      std::max(last("SELECT max(seq) FROM log_event"),
               last("SELECT cast(value AS INTEGER) FROM meta WHERE name = 'last-log-event'"));
  last_journal_ = last("SELECT max(seq) FROM journal");
  last_pending_ = last("SELECT max(seq) FROM pending");
  last_timeline_id_ = last("SELECT max(first_id + entry_count - 1) FROM timeline");
}

SqliteStore::~SqliteStore() {
  for (auto& [sql, statements] : idle_) {
    for (sqlite3_stmt* statement : statements) sqlite3_finalize(statement);
  }
  sqlite3_close(connection_);  // Rolls back what was not committed.
  if (lock_descriptor_ >= 0) ::close(lock_descriptor_);
}

void SqliteStore::fail_stop() {
  std::fprintf(stderr, "keytrail: cannot write %s: %s\n",
               path_.empty() ? "the temporary database" : path_.c_str(),
               sqlite3_errmsg(connection_));
  std::fflush(stderr);
  std::_Exit(70);
}

void SqliteStore::execute(const char* sql) {
  if (sqlite3_exec(connection_, sql, nullptr, nullptr, nullptr) != SQLITE_OK) fail_stop();
}

// ---- the backlog ----

// A few commands' rows: writing them together costs less than a millisecond.
constexpr std::size_t kBacklogRows = 128;
// So many that whoever comes next must wait until they are written.
constexpr std::size_t kBacklogRowsMax = 4096;

bool SqliteStore::has_backlog() const { return backlog_.row_count >= kBacklogRows; }

void SqliteStore::write_backlog(const std::function<void()>& release) {
  // Taken before the lock is released, so that batches are written in their order.
  std::unique_lock turn(connection_mutex_, std::defer_lock);
  if (backlog_.row_count >= kBacklogRowsMax) {
    turn.lock();
  } else if (!turn.try_lock()) {
    release();
    return;
  }
  const Backlog batch = std::exchange(backlog_, {});
  release();
  write(batch);
}

void SqliteStore::commit(const std::function<void()>& release) {
  std::lock_guard turn(connection_mutex_);
  const Backlog batch = std::exchange(backlog_, {});
  release();
  write(batch);
  Statement(*this, "COMMIT").run();
  Statement(*this, "BEGIN").run();
}

void SqliteStore::write(const Backlog& backlog) {
  for (const RecordRow& row : backlog.records) write(row);
  for (const LogEventRow& row : backlog.log_events) write(row);
  for (const DatapointRow& row : backlog.datapoints) write(row);
  for (const PendingRow& row : backlog.pending) write(row);
  for (const TimelineBatch& batch : backlog.timeline) write(batch);
  for (const auto& [key, body] : backlog.entities) write_entity(key.first, key.second, body);
  for (const auto& [name, value] : backlog.meta) {
    Statement(*this, "INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)")
        .bind(name)
        .bind(value)
        .run();
  }
}

void SqliteStore::save(std::string_view kind, std::string_view id,
                       const std::optional<std::string>& body) {
  backlog_.entities.insert_or_assign(std::pair(std::string(kind), std::string(id)), body);
  ++backlog_.row_count;
}

void SqliteStore::write_entity(const std::string& kind, const std::string& id,
                               const std::optional<std::string>& body) {
  if (!body) {
    Statement(*this, "DELETE FROM entity WHERE kind = ? AND id = ?").bind(kind).bind(id).run();
    return;
  }
  Statement(*this, "INSERT OR REPLACE INTO entity (kind, id, body) VALUES (?, ?, ?)")
      .bind(kind)
      .bind(id)
      .bind(*body)
      .run();
}

void SqliteStore::load(std::string_view kind,
                       const std::function<void(std::string, const std::string&)>& visit) {
  const Turn turn(*this);
  Statement rows(*this, "SELECT id, body FROM entity WHERE kind = ?");
  rows.bind(kind);
  while (rows.step()) visit(std::string(rows.text(0)), std::string(rows.text(1)));
}

std::optional<std::string> SqliteStore::meta(std::string_view name) {
  const Turn turn(*this);
  Statement row(*this, "SELECT value FROM meta WHERE name = ?");
  row.bind(name);
  if (!row.step()) return std::nullopt;
  return std::string(row.text(0));
}

void SqliteStore::set_meta(std::string_view name, std::string_view value) {
  backlog_.meta.insert_or_assign(std::string(name), std::string(value));
  ++backlog_.row_count;
}

}  // namespace keytrail
