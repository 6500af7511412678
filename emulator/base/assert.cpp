#include "base/assert.h"

#include <cstdio>
#include <cstdlib>

namespace keytrail {

void assertion_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "keytrail: internal fault: %s does not hold at %s:%d\n", condition, file,
               line);
  std::fflush(stderr);
#ifdef KEYTRAIL_FUZZ
  std::abort();  // Of an exit, a fuzzer would not keep the input.
#endif
  std::_Exit(70);
}

}  // namespace keytrail
