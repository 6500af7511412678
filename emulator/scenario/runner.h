// Runs a loaded scenario, in an Emulator of its own unless told otherwise: in memory, manual clock,
// the file's seed. Such runs share nothing, so any number may go on at once.
#pragma once

#include <functional>
#include <optional>

#include "scenario/result.h"
#include "scenario/scenario.h"
#include "scenario/target.h"

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
  // Where to play it instead; an error when it cannot be played there.
  std::function<Result<std::unique_ptr<Target>>(const EmulatorOptions&)> elsewhere = nullptr;
};

ScenarioResult run_scenario(const Scenario& scenario, const RunOptions& options = {});

}  // namespace keytrail::scenario
