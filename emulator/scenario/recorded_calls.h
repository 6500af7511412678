// The calls of a recording: timeline and tape joined, and which of them a scenario has to make.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario/recorded_values.h"
#include "scenario/recording.h"

namespace keytrail::scenario {

struct RecordedCall {
  std::uint64_t id = 0;  // Of its timeline entry.
  Instant at;
  std::string service, operation, account, region, identity;
  TapedCall taped;
  bool is_kept = false;

  bool failed() const { return taped.error.has_value(); }
};

struct RecordedCalls {
  std::vector<Json> timeline;
  std::vector<RecordedCall> calls;
  // By timeline id: the place in `calls` of the call that an entry belongs to, itself or what it
  // caused at once. Entries that no call caused are not here.
  std::map<std::uint64_t, std::size_t> call_of;
  std::size_t forgotten = 0;  // Calls the tape knows nothing of any more.
  std::size_t fed_in = 0;     // Records that came from elsewhere; a recording has them not.
};

// A record that came from elsewhere.
bool is_fed_in(const Json& entry);

RecordedCalls find_calls(Emulator& emulator);
// Learns what the answers gave, and chooses.
void choose_calls(RecordedCalls& recorded, KeepReads keep_reads, RecordedValues& values);

}  // namespace keytrail::scenario
