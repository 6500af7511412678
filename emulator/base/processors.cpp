#include "base/processors.h"

#include <sched.h>

#include <algorithm>
#include <thread>

namespace keytrail {

unsigned processor_count() {
  cpu_set_t usable;
  CPU_ZERO(&usable);
  if (sched_getaffinity(0, sizeof usable, &usable) == 0) {
    return std::max(1u, static_cast<unsigned>(CPU_COUNT(&usable)));
  }
  return std::max(1u, std::thread::hardware_concurrency());  // More than the set has room for.
}

}  // namespace keytrail
