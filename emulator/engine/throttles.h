// Throttles turn calls away as a service does whose rate limit was reached. Whoever looks only at
// what one caller does never meets them: on AWS the limits are an account's.
#pragma once

#include <map>

#include "base/api_error.h"
#include "core/fault.h"

namespace keytrail {

class Throttles {
 public:
  // Takes the place of an earlier one on the same.
  void set(const Throttle& throttle, Instant now);
  void clear() { rules_.clear(); }
  // The error this call gets; nothing: it may go on.
  std::optional<ApiError> meet(const std::string& service, const std::string& operation,
                               Instant now);

 private:
  struct Rule {
    std::optional<std::uint64_t> calls_left;
    std::optional<Instant> until;
  };
  using Rules = std::map<std::pair<std::string, std::string>, Rule>;

  Rules rules_;  // By service and operation.
};

}  // namespace keytrail
