// How many processors this process may use: those it is bound to, as in a container or under
// taskset, which std::thread::hardware_concurrency() does not ask for.
#pragma once

namespace keytrail {

unsigned processor_count();  // At least 1.

}  // namespace keytrail
