// The command line: subcommands, what they print, and the exit codes of the contract. Everything a
// command touches besides files and sockets comes in through Io, so tests run commands in process.
#pragma once

#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace keytrail::cli {

enum ExitCode : int {
  kAllHeld = 0,
  kExpectationFailed = 1,
  kWrongUsage = 2,
  kInvalidInput = 3,
  kCannotStart = 4,
  kInternalFault = 70,
};

struct Io {
  std::istream& in;
  std::ostream& out;
  std::ostream& err;
  // An environment variable that is set and not empty.
  std::function<std::optional<std::string>(const std::string& name)> env;
  bool is_out_terminal = false;
  bool is_err_terminal = false;
};

// `arguments` without the program's name.
int run(std::vector<std::string> arguments, Io& io);

}  // namespace keytrail::cli
