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
};

class ControlClient {
 public:
  // `token` is what serve got as --control-token; empty: none.
  ControlClient(std::string endpoint, std::string token)
      : endpoint_(std::move(endpoint)), token_(std::move(token)) {}

  // `path` begins behind "/_keytrail/". The answer's body; null when it has none.
  std::variant<Json, ControlError> get(const std::string& path) const;
  std::variant<Json, ControlError> post(const std::string& path, const Json& body) const;
  std::variant<Json, ControlError> erase(const std::string& path) const;

 private:
  std::variant<Json, ControlError> send(std::string method, const std::string& path,
                                        std::string body) const;

  std::string endpoint_;
  std::string token_;
};

}  // namespace keytrail::client
