// CloudTrail writes a record of every management call, keeps 90 days of them as event history, and
// hands them to trails. The engine builds the record (record.h), appends it to the Store, and then
// distributes it; all of that belongs to the call that caused it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "cloudtrail/record.h"
#include "cloudtrail/state.h"
#include "core/operation.h"

namespace keytrail::cloudtrail {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// Sends the record to every trail of its account and of its organization that logs, sees its region
// and selects it: now, or after Settings::trail_delay. `record_sequence` is what the Store gave it
// in event history.
void distribute(State& state, Context& context, const Record& record,
                std::uint64_t record_sequence);

struct Injected {
  std::size_t accepted = 0;
  std::vector<std::pair<std::size_t, std::string>> refused;  // (index, why).
};

// Takes records that were written elsewhere: into event history under their own account and region,
// and at once to every logging trail of every account and region that selects them.
Injected inject(State& state, Context& context, const std::vector<std::string>& records);

}  // namespace keytrail::cloudtrail
