// A Statement borrows a prepared statement from the store's idle ones and gives it back when it
// goes. Parameters are bound in order; columns are read in order.
#pragma once

#include <sqlite3.h>

#include "store/sqlite_store.h"

namespace keytrail {

class Statement {
 public:
  // `sql` must be a literal: its address is the key of the cache.
  Statement(SqliteStore& store, const char* sql) : store_(store), sql_(sql) {
    auto& idle = store.idle_[sql];
    if (!idle.empty()) {
      statement_ = idle.back();
      idle.pop_back();
    } else if (sqlite3_prepare_v3(store.connection_, sql, -1, SQLITE_PREPARE_PERSISTENT,
                                  &statement_, nullptr) != SQLITE_OK) {
      store.fail_stop();
    }
  }
  ~Statement() {
    sqlite3_reset(statement_);
    store_.idle_[sql_].push_back(statement_);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

  // The text must outlive the execution.
  Statement& bind(std::string_view text) {
    check(sqlite3_bind_text(statement_, ++bound_, text.data(), static_cast<int>(text.size()),
                            SQLITE_STATIC));
    return *this;
  }
  Statement& bind(const char* text) { return bind(std::string_view(text)); }
  Statement& bind(const std::string& text) { return bind(std::string_view(text)); }
  Statement& bind(double value) {
    check(sqlite3_bind_double(statement_, ++bound_, value));
    return *this;
  }
  Statement& bind(std::int64_t value) {
    check(sqlite3_bind_int64(statement_, ++bound_, value));
    return *this;
  }
  Statement& bind(std::uint64_t value) { return bind(static_cast<std::int64_t>(value)); }
  Statement& bind(Instant at) { return bind(static_cast<std::int64_t>(millis_of(at))); }
  Statement& bind_blob(std::string_view bytes) {
    check(sqlite3_bind_blob64(statement_, ++bound_, bytes.data(), bytes.size(), SQLITE_STATIC));
    return *this;
  }
  Statement& bind_null() {
    check(sqlite3_bind_null(statement_, ++bound_));
    return *this;
  }

  // True while there is a row.
  bool step() {
    const int result = sqlite3_step(statement_);
    if (result == SQLITE_ROW) return true;
    if (result != SQLITE_DONE) store_.fail_stop();
    return false;
  }
  void run() { step(); }

  std::int64_t integer(int column) const { return sqlite3_column_int64(statement_, column); }
  double real(int column) const { return sqlite3_column_double(statement_, column); }
  std::string_view blob(int column) const {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {data == nullptr ? "" : data,
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  Instant instant(int column) const { return instant_of(integer(column)); }
  std::string_view text(int column) const {
    const auto* data = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {data == nullptr ? "" : data,
            static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  void check(int result) {
    if (result != SQLITE_OK) store_.fail_stop();
  }

  SqliteStore& store_;
  const char* sql_;
  sqlite3_stmt* statement_ = nullptr;
  int bound_ = 0;
};

}  // namespace keytrail
