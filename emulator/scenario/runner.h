// Runs a loaded scenario in an Emulator of its own: in memory unless told otherwise, manual clock,
// the file's seed. Runs share nothing, so any number may go on at once.
#pragma once

#include <functional>
#include <optional>

#include "scenario/result.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

enum class KeepStory { No, Yes };

struct RunOptions {
  std::optional<std::uint64_t> seed = std::nullopt;  // Instead of the file's.
  KeepStory keep_story = KeepStory::No;
  EmulatorOptions::Storage storage = EmulatorOptions::Storage::Memory;
  // Sees every call of a step with what it became.
  std::function<void(const CallStep&, const Json& input, const CallResult&)> watch = nullptr;
  // Goes on with the emulator after the last step, when all held.
  std::function<void(Emulator&)> then = nullptr;
};

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options = {});

}  // namespace keytrail::scenario
