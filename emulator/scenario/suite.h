// A Suite is the scenarios that one `run` is about: found, loaded, chosen, run, in the order of
// their paths.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "scenario/loader.h"
#include "scenario/runner.h"

namespace keytrail::scenario {

// A file, and whether it was named itself: others may be about something else.
struct FoundFile {
  std::string path;
  bool is_named = false;
};
// Files as given and, of directories, all .yaml, .yml and .json below, sorted by path. What begins
// with '_' is for inclusion by others and left out; hidden things too.
std::variant<std::vector<FoundFile>, Problem> find_scenario_files(
    const std::vector<std::string>& paths);

struct Suite {
  std::vector<Scenario> scenarios;
  std::vector<std::string> passed_over;  // Found in directories, and no scenarios.
};
// Of each file that is no good its first problem.
std::variant<Suite, std::vector<Problem>> load_suite(const std::vector<std::string>& paths,
                                                     const LoadOptions& options = {});

// "path: name", what --filter is matched against.
std::string title_of(const Scenario& scenario);

enum class FailFast { No, Yes };

struct SuiteOptions {
  RunOptions run;
  unsigned jobs = 1;
  FailFast fail_fast = FailFast::No;
};

struct SuiteEntry {
  const Scenario* scenario = nullptr;
  std::optional<ScenarioResult> result;  // Nothing: not run, because another failed first.
  Duration took{0};                      // Real time.

  bool passed() const { return result && result->passed(); }
  // Nothing failed, but something could not be done there.
  bool is_partial() const { return passed() && !result->skips.empty(); }
};

// `on_done` hears of each entry in the order of the suite, from one thread at a time.
std::vector<SuiteEntry> run_suite(const std::vector<Scenario>& scenarios,
                                  const SuiteOptions& options,
                                  const std::function<void(const SuiteEntry&)>& on_done = {});

// How many ended in which way; `passed` does without those of which something was skipped.
struct Tally {
  std::size_t passed = 0;
  std::size_t failed = 0;
  std::size_t partial = 0;
  std::size_t not_run = 0;
};
Tally count(const std::vector<SuiteEntry>& entries);

bool all_passed(const std::vector<SuiteEntry>& entries);

}  // namespace keytrail::scenario
