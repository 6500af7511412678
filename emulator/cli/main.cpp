#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

#include "cli/cli.h"

int main(int argc, char** argv) {
  using namespace keytrail;
  // A fault on another thread ends the process as one on this thread does.
  std::set_terminate([] {
    std::cerr << "keytrail: internal fault on a thread\n";
    std::_Exit(cli::kInternalFault);
  });
  cli::Io io{std::cin,
             std::cout,
             std::cerr,
             [](const std::string& name) -> std::optional<std::string> {
               const char* value = std::getenv(name.c_str());
               if (value == nullptr || *value == '\0') return std::nullopt;
               return value;
             },
             ::isatty(STDOUT_FILENO) == 1,
             ::isatty(STDERR_FILENO) == 1};
  try {
    const int code = cli::run({argv + 1, argv + argc}, io);
    std::cout.flush();
    return code;
  } catch (const std::exception& fault) {
    std::cerr << "keytrail: internal fault: " << fault.what() << "\n";
  } catch (...) {
    std::cerr << "keytrail: internal fault\n";
  }
  return cli::kInternalFault;
}
