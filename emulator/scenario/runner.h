// Runs a loaded scenario in an Emulator of its own: memory only, manual clock, the file's seed.
// Runs share nothing, so any number may go on at once.
#pragma once

#include <optional>

#include "scenario/result.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

enum class KeepStory { No, Yes };

struct RunOptions {
  std::optional<std::uint64_t> seed;  // Instead of the file's.
  KeepStory keep_story = KeepStory::No;
};

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options = {});

}  // namespace keytrail::scenario
