// Reads scenario files, strictly: what the format does not know is a Problem with its place.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <variant>

#include "scenario/problem.h"
#include "scenario/scenario.h"

namespace keytrail::scenario {

// What a step can do; it does one of these, or it only checks: `expect`, `never`.
inline constexpr std::array<std::string_view, 9> kStepActions = {
    "call", "advance", "set", "inject", "confirm", "down", "up", "throttle", "trail_delay"};

struct LoadOptions {
  // Instead of the file's, where that is not to be chosen: in an account of AWS, or of another
  // emulator.
  std::optional<std::string> account;
};

// One scenario, or one for each case of the file's table.
std::variant<std::vector<Scenario>, Problem> load_scenarios(const std::string& path,
                                                            const LoadOptions& options = {});
// A file of rules for replay: the keys of `given` at its top, and nothing to happen; or a scenario,
// of which only `given` counts.
std::variant<Scenario, Problem> load_rules(const std::string& path);
std::variant<std::vector<Scenario>, Problem> parse_scenarios(const std::string& path,
                                                             const std::string& text,
                                                             const LoadOptions& options = {});

}  // namespace keytrail::scenario
