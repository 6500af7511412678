// Log events from files as people have them: NDJSON, a CloudTrail file {"Records": […]}, a JSON
// list, or plain lines; any of them gzipped.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/cli.h"

namespace keytrail::cli {

struct SourceEvent {
  std::string source;      // The file; "-" for standard input.
  std::size_t number = 0;  // The line, or the place in the list, from 1.
  std::string message;
};

struct SourceError {
  int code = kInvalidInput;
  std::string line;
};

std::variant<std::vector<SourceEvent>, SourceError> read_events(const std::string& path, Io& io);

}  // namespace keytrail::cli
