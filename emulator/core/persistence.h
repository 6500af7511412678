// Persistence is where entities and counters survive a restart. Everything saved since the last
// commit() becomes durable with it or not at all. A failure to write ends the process with 70
// before anything is acknowledged (contract 3).
//
// A snapshot is all that a database holds as one file's bytes, and back.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace keytrail {

class Persistence {
 public:
  virtual ~Persistence() = default;
  // Writes the entity, or erases it when there is no body.
  virtual void save(std::string_view kind, std::string_view id,
                    const std::optional<std::string>& body) = 0;
  virtual void load(std::string_view kind,
                    const std::function<void(std::string id, const std::string& body)>& visit) = 0;
  virtual std::optional<std::string> meta(std::string_view name) = 0;
  virtual void set_meta(std::string_view name, std::string_view value) = 0;
  // `release` is called once the owner's lock is not needed any more: what was saved until then is
  // durable when commit() returns.
  virtual void commit(const std::function<void()>& release) = 0;
  void commit() {
    commit([] {});
  }
  // Everything appended and saved until now, committed or not.
  virtual std::string take_snapshot() = 0;
  // Takes the place of everything, the seed aside, and is committed at once. What is wrong with the
  // bytes, or nothing; then nothing has changed.
  virtual std::optional<std::string> restore_snapshot(std::string_view bytes) = 0;
};

}  // namespace keytrail
