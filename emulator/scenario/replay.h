// A replay asks what alarms would have done: recorded CloudTrail material goes, each record at its
// own eventTime, through the trails, metric filters and alarms of a file of rules.
//
// The material is read once, by all cores; what no filter needs is counted and forgotten (sieve.h),
// the rest is sorted by time (time_sorter.h) and then injected into an emulator of its own. Memory
// is the same whatever the material's size.
#pragma once

#include <functional>
#include <iosfwd>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "scenario/replay_picture.h"
#include "scenario/result.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

struct Refusal {
  std::string input;
  std::uint64_t number = 0;  // Of the line, or of the record in the document's list.
  std::string reason;
};

struct ReplayResult {
  std::uint64_t accepted = 0;
  std::uint64_t refused = 0;
  std::vector<Refusal> first_refusals;  // In the order of the inputs.
  std::map<std::string, std::uint64_t> reasons;
  std::optional<std::string> unreadable;  // An input; then nothing was replayed.
  std::optional<Failure> failure;         // Of the rules, or of the temporary files.
  std::optional<ReplayPicture> picture;   // Only if asked for, and something was replayed.
};

struct ReplayMaterial {
  std::vector<std::string> paths;  // "-": standard input.
  std::istream& standard_input;
  unsigned threads = 1;
};

enum class KeepPicture { No, Yes };

// `rules` come from load_rules(). `tell` hears, in order, what the records led to: datapoints,
// alarms, notifications.
ReplayResult replay(Scenario rules, const ReplayMaterial& material,
                    const std::function<void(const StoryLine&)>& tell,
                    KeepPicture keep_picture = KeepPicture::No);

}  // namespace keytrail::scenario
