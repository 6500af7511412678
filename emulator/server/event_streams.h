// EventStreams serve the timeline as it grows, as server-sent events.
#pragma once

#include <atomic>

#include "keytrail/emulator.h"
#include "wire/wire.h"

namespace httplib {
struct Response;
}

namespace keytrail {

class EventStreams {
 public:
  explicit EventStreams(Emulator& emulator) : emulator_(emulator) {}

  static bool is_asked_for(const wire::HttpRequest& request);
  // Answers with a stream that ends with its client or stop(). False, and nothing done, when as
  // many as there may be are open.
  bool open(const wire::HttpRequest& request, httplib::Response& out);
  void stop() { is_stopping_ = true; }

 private:
  Emulator& emulator_;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<std::size_t> count_ = 0;
};

}  // namespace keytrail
