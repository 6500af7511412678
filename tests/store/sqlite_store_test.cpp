#include "store/sqlite_store.h"

#include <gtest/gtest.h>
#include <sqlite3.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "store/sqlite_schema.h"

namespace keytrail {
namespace {

namespace fs = std::filesystem;

class Database : public ::testing::Test {
 protected:
  Database()
      : folder_(fs::temp_directory_path() / ("keytrail-store-" + std::to_string(::getpid()))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    path = folder_ / "data.db";
  }
  ~Database() override { fs::remove_all(folder_); }

  std::unique_ptr<SqliteStore> open() {
    auto opened = SqliteStore::open(path);
    if (const auto* error = std::get_if<SqliteStore::OpenError>(&opened)) {
      ADD_FAILURE() << error->what;
      return nullptr;
    }
    return std::move(std::get<std::unique_ptr<SqliteStore>>(opened));
  }
  // Empty when it opens.
  std::string error_of_opening() {
    auto opened = SqliteStore::open(path);
    const auto* error = std::get_if<SqliteStore::OpenError>(&opened);
    return error == nullptr ? "" : error->what.substr(std::min(path.size(), error->what.size()));
  }
  void run_sql(const std::string& sql) {
    sqlite3* connection = nullptr;
    ASSERT_EQ(sqlite3_open(path.c_str(), &connection), SQLITE_OK);
    ASSERT_EQ(sqlite3_exec(connection, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK);
    sqlite3_close(connection);
  }

  std::string path;

 private:
  fs::path folder_;
};

TEST_F(Database, KeepsWhatWasCommittedAndNothingElse) {
  {
    const auto store = open();
    store->save("kind", "a", "{\"n\":1}");
    store->save("kind", "b", "{\"n\":2}");
    store->set_meta("now", "1");
    store->append(TimelineBatch{0, instant_of(1), 2, "{}\n{}"});
    store->commit();
    store->save("kind", "a", std::nullopt);
    store->save("kind", "c", "{\"n\":3}");
    store->set_meta("now", "2");
    store->append(TimelineBatch{0, instant_of(2), 1, "{}"});
  }
  const auto store = open();
  std::string found;
  store->load("kind", [&](std::string id, const std::string& body) { found += id + body; });
  EXPECT_EQ(found, "a{\"n\":1}b{\"n\":2}");
  EXPECT_EQ(store->meta("now"), "1");
  EXPECT_EQ(store->meta("then"), std::nullopt);
  EXPECT_EQ(store->last_timeline_id(), 2u);
}

TEST_F(Database, NeverGivesTheNumberOfAnErasedLogEventAgain) {
  const auto append = [](Store& store) {
    LogEventRow row;
    row.group = "g";
    row.message = std::make_shared<const std::string>("m");
    return store.append(std::move(row));
  };
  {
    const auto store = open();
    EXPECT_EQ(append(*store), 1u);
    EXPECT_EQ(append(*store), 2u);
    store->erase_log_events("g", "", Instant::max());
    store->commit();
  }
  const auto store = open();
  EXPECT_EQ(append(*store), 3u);
  store->clear_streams();
  EXPECT_EQ(append(*store), 1u);
}

TEST_F(Database, IsUsedByOneAtATime) {
  auto first = open();
  EXPECT_EQ(error_of_opening(), ": in use by another keytrail");
  first.reset();
  EXPECT_EQ(error_of_opening(), "");
}

TEST_F(Database, OfSomebodyElseIsNotTouched) {
  run_sql("CREATE TABLE theirs (x)");
  EXPECT_EQ(error_of_opening(), ": not a keytrail database");
  run_sql("INSERT INTO theirs VALUES (1)");  // Still there, and still writable.
}

TEST_F(Database, ThatIsNoDatabaseIsNotTouched) {
  const std::string content = "These are my notes, and they are longer than one line of text.\n";
  std::ofstream(path) << content << content << content;
  const auto size = fs::file_size(path);
  EXPECT_EQ(error_of_opening(), ": not a keytrail database");
  EXPECT_EQ(fs::file_size(path), size);
}

TEST_F(Database, OfAnotherSchemaIsRefused) {
  open();
  run_sql("PRAGMA user_version=" + std::to_string(kSchemaVersion + 1));
  EXPECT_NE(error_of_opening().find("written by a newer keytrail"), std::string::npos);
  run_sql("PRAGMA user_version=" + std::to_string(kSchemaVersion - 1));
  EXPECT_NE(error_of_opening().find("written by an older keytrail"), std::string::npos);
}

TEST_F(Database, InAFolderThatIsNotThereSaysSo) {
  path = path + ".missing/data.db";
  EXPECT_EQ(error_of_opening(), ": No such file or directory");
  path = fs::path(path).parent_path().parent_path();
  EXPECT_EQ(error_of_opening(), ": not a regular file");
}

}  // namespace
}  // namespace keytrail
