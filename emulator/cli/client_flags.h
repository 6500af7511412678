// What the commands share that are thin clients of a running emulator's control API.
#pragma once

#include <functional>
#include <memory>
#include <ostream>

#include "cli/commands.h"
#include "client/control_client.h"

namespace keytrail::cli {

struct ClientFlags {
  std::string endpoint;
  std::string token;
  bool is_json = false;
};
using ClientFlagsPointer = std::shared_ptr<ClientFlags>;

ClientFlagsPointer add_client_flags(CLI::App* command);

class ClientCommand {
 public:
  ClientCommand(Io& io, const ClientFlags& flags);

  // Prints the answer: the document with --json, else what `print` makes of it.
  int show(const std::variant<Json, client::ControlError>& answer,
           const std::function<void(const Json&)>& print);

  const client::ControlClient& client() const { return client_; }
  std::ostream& out() const { return io_.out; }

 private:
  Io& io_;
  bool is_json_;
  client::ControlClient client_;
};

}  // namespace keytrail::cli
