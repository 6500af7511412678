// The one file that asks the operating system what time it is.
#include <chrono>

#include "core/clock.h"

namespace keytrail {

RealTime real_time() {
  return {[] {
            return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
          },
          [] {
            return std::chrono::floor<std::chrono::milliseconds>(
                std::chrono::steady_clock::now().time_since_epoch());
          }};
}

}  // namespace keytrail
