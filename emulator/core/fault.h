// What a test lets go wrong.
#pragma once

#include <optional>
#include <string>

#include "base/instant.h"

namespace keytrail {

// Calls that a service turns away for coming too fast: the next `calls` of them, or all of them for
// so long. With both, whichever ends first.
struct Throttle {
  std::string service;
  std::string operation;  // Empty: every operation of the service.
  std::optional<std::uint64_t> calls;
  std::optional<Duration> lasting;
};

}  // namespace keytrail
