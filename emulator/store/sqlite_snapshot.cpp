// Snapshots: the database's pages as they are, and a database attached from such pages.
#include <cstring>

#include "store/sqlite_schema.h"
#include "store/sqlite_statement.h"
#include "store/sqlite_store.h"

namespace keytrail {
namespace {

// Where a database file says how it is written, once for writers and once for readers: 1 for a
// rollback journal, 2 for WAL, which a database in memory cannot be (SQLite, "Database File
// Format", 1.3).
constexpr std::size_t kWriteVersionAt = 18;
constexpr std::size_t kReadVersionAt = 19;
constexpr std::size_t kHeaderSize = 100;

constexpr const char* kNoSnapshot = "The body is no snapshot of keytrail's.";

}  // namespace

std::string SqliteStore::take_snapshot() {
  const Turn turn(*this);
  sqlite3_int64 size = 0;
  unsigned char* const pages = sqlite3_serialize(connection_, "main", &size, 0);
  if (pages == nullptr) fail_stop();
  std::string bytes(reinterpret_cast<const char*>(pages), static_cast<std::size_t>(size));
  sqlite3_free(pages);
  bytes[kWriteVersionAt] = bytes[kReadVersionAt] = 1;
  return bytes;
}

std::optional<std::string> SqliteStore::restore_snapshot(std::string_view bytes) {
  if (bytes.size() < kHeaderSize) return kNoSnapshot;
  const Turn turn(*this);
  // Attaching and detaching want no transaction.
  execute("COMMIT");
  execute("ATTACH ':memory:' AS snapshot");
  auto* const pages = static_cast<unsigned char*>(sqlite3_malloc64(bytes.size()));
  if (pages == nullptr) fail_stop();
  std::memcpy(pages, bytes.data(), bytes.size());
  const auto size = static_cast<sqlite3_int64>(bytes.size());
  const int opened =
      sqlite3_deserialize(connection_, "snapshot", pages, size, size,
                          SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
  const std::optional<std::string> problem =
      opened == SQLITE_OK ? check_attached() : std::optional<std::string>(kNoSnapshot);
  if (!problem) copy_attached();
  sqlite3_exec(connection_, "DETACH snapshot", nullptr, nullptr, nullptr);
  execute("BEGIN");
  return problem;
}

// Looks at all of the snapshot.
std::optional<std::string> SqliteStore::check_attached() {
  if (number("PRAGMA snapshot.application_id") != kApplicationId) return kNoSnapshot;
  if (number("PRAGMA snapshot.user_version") != kSchemaVersion) {
    return "The snapshot was taken by a keytrail with another schema.";
  }
  const bool is_whole =
      number("SELECT integrity_check = 'ok' FROM pragma_integrity_check(1, 'snapshot')") == 1;
  const bool has_our_tables = number(
                                  "SELECT count(*) FROM (SELECT sql FROM main.sqlite_master EXCEPT "
                                  "SELECT sql FROM snapshot.sqlite_master)") == 0;
  if (!is_whole || !has_our_tables) return kNoSnapshot;
  return std::nullopt;
}

void SqliteStore::copy_attached() {
  std::vector<std::string> tables;
  {
    Statement rows(*this, "SELECT name FROM main.sqlite_master WHERE type = 'table'");
    while (rows.step()) tables.emplace_back(rows.text(0));
  }
  execute("BEGIN");
  for (const std::string& table : tables) {
    const std::string kept = table == "meta" ? " WHERE name NOT LIKE 'seed%'" : "";
    execute(("DELETE FROM main." + table + kept).c_str());
    execute(("INSERT INTO main." + table + " SELECT * FROM snapshot." + table + kept).c_str());
  }
  execute("COMMIT");
  read_last_numbers();
}

}  // namespace keytrail
