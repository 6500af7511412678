// A Sieve knows which of many records can make a difference to the alarms of a file of rules, so
// that a replay looks at the rest no further. It may let through a record that makes none, never
// the other way round.
#pragma once

#include <unordered_set>
#include <vector>

#include "ingest/record_scanner.h"
#include "keytrail/emulator.h"
#include "logs/filter_pattern.h"

namespace keytrail::scenario {

class Sieve {
 public:
  // The filters and trails are those the emulator has.
  explicit Sieve(Emulator& emulator);

  bool lets_through(const ingest::RecordView& record);

 private:
  bool is_first_of_its_minute(const ingest::RecordView& record);

  std::vector<logs::FilterPattern> patterns_;
  bool lets_all_through_ = false;
  // A filter with a default value makes a datapoint of a minute in which events came and none
  // matched: one of them has to come.
  bool wants_minutes_ = false;
  std::unordered_set<std::int64_t> minutes_;
  std::int64_t last_minute_ = -1;
};

}  // namespace keytrail::scenario
