// A recording turns what somebody did to a running emulator into a scenario that does it again: the
// calls with what they said, the clock, and as expectations what came of it (errors, alarms, mails,
// key states, records). It is made from the timeline, which knows order, time and consequences, and
// from the tape of calls (embed/call_tape.h), which knows what was said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "keytrail/emulator.h"

namespace keytrail::scenario {

// Calls that only look, successfully, say nothing about the chain; they stay when a metric counted
// them, when a later call needs their answer, or when asked for.
enum class KeepReads { No, Yes };

struct RecordingOptions {
  // A timeline id. What happened up to there is set-up: it is done again, but nothing is expected
  // of it.
  std::uint64_t since = 0;
  KeepReads keep_reads = KeepReads::No;
  std::string name;  // The scenario's; empty: one with the time.
};

// The file's text; nothing when nobody called. The emulator has to keep `record_calls`.
std::optional<std::string> record_scenario(Emulator& emulator,
                                           const RecordingOptions& options = {});

}  // namespace keytrail::scenario
