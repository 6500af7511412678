// A Target is what a scenario is played on: an emulator of its own in this process, a keytrail that
// is served somewhere, or whatever else speaks AWS's API. Not every target can do everything: what
// it cannot answers with `cannot_be_done`, and a run says so aloud and goes on where that makes
// sense.
#pragma once

#include "keytrail/emulator.h"
#include "scenario/endpoints.h"

namespace keytrail::scenario {

ApiError cannot_be_done(std::string reason);
bool is_undoable(const ApiError& error);

class Target {
 public:
  virtual ~Target() = default;

  virtual CallResult call(const std::string& service, const std::string& operation,
                          const Json& input, const CallOptions& options) = 0;

  virtual Instant now() = 0;
  virtual Result<void> advance(Duration by) = 0;
  virtual Result<void> set_clock(Instant to) = 0;

  virtual Result<Json> inject_records(const std::vector<std::string>& records) = 0;
  virtual Result<std::vector<Mail>> inbox(const std::string& to) = 0;
  // Entries of the timeline, oldest first.
  virtual Result<Json> timeline(const TimelineQuery& query) = 0;
  // What http and https endpoints took; it stays the target's.
  virtual Result<const std::vector<Post>*> posts() = 0;

  virtual Result<void> set_endpoint_down(const std::string& url, bool is_down) = 0;
  virtual Result<void> set_trail_delay(Duration delay) = 0;
  virtual Result<void> set_throttle(const Throttle& throttle) = 0;

  // Returns once everything owed to the outside and due was attempted.
  virtual void settle() {}
};

}  // namespace keytrail::scenario
