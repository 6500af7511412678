// A ControlClient speaks the control API of a running emulator (/_keytrail/).
#pragma once

#include <string>
#include <variant>

#include "base/json.h"
#include "client/http.h"

namespace keytrail::client {

// Why a request came to nothing. Refused: the emulator says no to what was asked of it.
struct ControlError {
  enum class Kind { NotReached, Refused };
  Kind kind = Kind::NotReached;
  std::string text;
  int status = 0;  // HTTP's; 0: nobody answered.
};

class ControlClient {
 public:
  // `token` is what serve got as --control-token; empty: none.
  ControlClient(std::string endpoint, std::string token)
      : endpoint_(std::move(endpoint)), token_(std::move(token)) {}

  // `path` begins behind "/_keytrail/". The answer's body; null when it has none.
  std::variant<Json, ControlError> get(const std::string& path) const;
  // For what answers in another form than JSON.
  std::variant<std::string, ControlError> get_text(const std::string& path) const;
  std::variant<Json, ControlError> post(const std::string& path, const Json& body) const;
  std::variant<Json, ControlError> put(const std::string& path, const Json& body) const;
  std::variant<Json, ControlError> erase(const std::string& path) const;
  // The whole state as one file, and back.
  std::variant<std::string, ControlError> take_snapshot() const { return get_text(kSnapshotPath); }
  std::variant<Json, ControlError> restore_snapshot(std::string bytes) const;

 private:
  std::variant<std::string, ControlError> exchange(std::string method, const std::string& path,
                                                   std::string body,
                                                   const std::string& content_type) const;
  std::variant<Json, ControlError> send(std::string method, const std::string& path,
                                        std::string body) const;
  std::variant<Json, ControlError> read(std::variant<std::string, ControlError> answer) const;

  static constexpr const char* kSnapshotPath = "snapshot";

  std::string endpoint_;
  std::string token_;
};

}  // namespace keytrail::client
