// An Execution is one command while it runs: a call from outside, a timer that became due, or
// foreign records coming in. It owns the command's randomness and its share of the timeline, and
// implements the ports that are calls into the engine itself. It changes the World; it never looks
// at a clock, a thread or the database.
#pragma once

#include <array>
#include <functional>

#include "cloudtrail/record.h"
#include "core/call.h"
#include "core/context.h"
#include "crypto/drbg.h"
#include "engine/authorizer.h"
#include "engine/operation_table.h"
#include "engine/resources.h"
#include "engine/throttles.h"
#include "engine/world.h"

namespace keytrail {

using Seed = std::array<std::uint8_t, 32>;

// What every execution works on; the engine's.
struct EngineParts {
  World& world;
  Scheduler& scheduler;
  Store& store;
  Outbox& outbox;
  const Settings& settings;
  const Authorizer& authorizer;
  const Seed& seed;
  Throttles& throttles;
  // Gives the engine's lock back while `work` runs; returns the instant afterwards.
  std::function<Instant(const std::function<void()>& work)> run_unlocked = nullptr;
  // See Waiting::await_change; false when there is nothing more to wait for.
  std::function<bool(std::optional<Instant> wanted, std::chrono::steady_clock::time_point longest)>
      await_change = nullptr;
  std::function<Instant()> catch_up = nullptr;  // Runs what is due; returns the instant.
};

class Execution {
 public:
  Execution(EngineParts& parts, std::uint64_t command, Instant now);

  // A call from outside: first it is found out who signed it.
  Outcome run_signed_call(const Call& call);
  Outcome run_call(const Call& call);
  void run_timer(const Timer& timer);
  // What stands behind a custom key store fails, or works again.
  Result<void> set_custom_key_store_fault(const Scope& scope, const std::string& id,
                                          const std::string& error_code);
  Json inject_records(const std::vector<std::string>& records);
  // A delivery is over: it arrived, was refused, or nobody tries again. Whether a service has
  // something to do about it, and that.
  static bool wants_to_know(const Delivery& delivery, const AttemptResult& result);
  void end_delivery(const Delivery& delivery, const AttemptResult& result);

  Timeline& timeline() { return timeline_; }
  Instant now() const { return now_; }

 private:
  class Frame;  // One context with its ports; nested calls have their own.

  Result<void> check_access(Frame& frame, const OperationEntry& entry, const Json& input);
  Result<Json> perform(Frame& frame, const OperationEntry& entry, const Json& input);
  Outcome run_as(const Caller& caller, const Call& call);
  void note_call(const Caller& caller, const Call& call, const Outcome& outcome,
                 const RecordDraft& draft);
  void write_record(Frame& frame, const OperationEntry& entry, const Json& input,
                    const Result<Json>& result);
  void pass_on(Frame& frame, cloudtrail::Record record);
  void pass_on_held(Frame& frame);

  struct HeldRecord {
    cloudtrail::Record record;
    std::uint64_t sequence;
  };

  EngineParts& parts_;
  std::uint64_t command_;
  Instant now_;
  crypto::CommandRandom random_;
  Timeline timeline_;
  bool leaves_no_trace_ = false;
  std::vector<HeldRecord> held_records_;  // In event history, and not with trails yet.
  int calls_for_itself_ = 0;              // That services make just now.
  bool is_passing_on_ = false;
};

}  // namespace keytrail
