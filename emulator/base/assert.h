// KT_ASSERT marks a fault in keytrail itself. It stays on in release builds, and no request and no
// scenario file may be able to trigger it. It ends the process with exit code 70.
#pragma once

namespace keytrail {
[[noreturn]] void assertion_failed(const char* condition, const char* file, int line);
}  // namespace keytrail

#define KT_ASSERT(condition) \
  ((condition) ? (void)0 : ::keytrail::assertion_failed(#condition, __FILE__, __LINE__))
