#include "scenario/suite.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <mutex>
#include <thread>

#include "base/text.h"
#include "core/clock.h"

namespace keytrail::scenario {
namespace {

namespace fs = std::filesystem;

bool is_scenario_name(const fs::path& path) {
  const std::string extension = path.extension().string();
  return extension == ".yaml" || extension == ".yml" || extension == ".json";
}

bool is_left_out(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with("_") || name.starts_with(".");
}

std::optional<Problem> search(const std::string& directory, std::vector<std::string>& found) {
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (is_left_out(entry->path())) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && is_scenario_name(entry->path())) {
      found.push_back(entry->path().string());
    }
  }
  if (!error) return std::nullopt;
  return Problem{directory, {}, "cannot be read: " + error.message(), Problem::Kind::Unreadable};
}

// The steps of workflows and builds have none of these.
bool is_step_word(std::string_view word) {
  return word == "expect" || word == "never" ||
         std::find(kStepActions.begin(), kStepActions.end(), word) != kStepActions.end();
}

bool has_scenario_steps(const Yaml& root) {
  for (const auto& [key, steps] : members_of(root)) {
    if (key.Scalar() == "keytrail" || key.Scalar() == "given") return true;
    if (key.Scalar() != "steps" || !steps.IsSequence()) continue;
    for (const Yaml& step : steps) {
      for (const auto& [word, value] : members_of(step)) {
        if (is_step_word(word.Scalar())) return true;
      }
    }
  }
  return false;
}

// Of a text that is no YAML: whether a line begins as one of a scenario does.
bool has_scenario_lines(const std::string& text) {
  for (const std::string& line : split(text, '\n')) {
    for (const char* word : {"keytrail:", "given:", "steps:", "- call:", "- expect:"}) {
      if (line.starts_with(word)) return true;
    }
  }
  return false;
}

// Whether a file found somewhere is meant to be a scenario, good or bad. Workflows, packages and
// reports are YAML and JSON too. What cannot be read is for load_scenarios() to say.
bool looks_like_scenario(const std::string& path) {
  const std::optional<std::string> text = read_text(path);
  if (!text) return true;
  if (text->size() > kScenarioFileBytesMax) return false;
  // Most others need not be parsed to be told.
  const bool has_words = text->find("steps") != std::string::npos ||
                         text->find("given") != std::string::npos ||
                         text->find("keytrail") != std::string::npos;
  if (!has_words) return false;
  const YamlSource source(path, *text);
  return source.problem() ? has_scenario_lines(*text) : has_scenario_steps(source.root());
}

// Hands out work by number and tells of results in order.
class Workers {
 public:
  Workers(const std::vector<Scenario>& scenarios, const SuiteOptions& options,
          const std::function<void(const SuiteEntry&)>& on_done)
      : scenarios_(scenarios), options_(options), on_done_(on_done), entries_(scenarios.size()) {
    for (std::size_t i = 0; i < scenarios.size(); ++i) entries_[i].scenario = &scenarios[i];
  }

  std::vector<SuiteEntry> run() {
    const std::size_t count = std::min<std::size_t>(std::max(1u, options_.jobs), entries_.size());
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < count; ++i) others.emplace_back([this] { work(); });
    work();
    for (std::thread& thread : others) thread.join();
    return std::move(entries_);
  }

 private:
  void work() {
    const RealTime real = real_time();
    for (std::size_t i = next_++; i < entries_.size(); i = next_++) {
      if (!has_failed_ || options_.fail_fast == FailFast::No) {
        const Duration start = real.elapsed();
        entries_[i].result = run_scenario(scenarios_[i], options_.run);
        entries_[i].took = real.elapsed() - start;
        if (!entries_[i].passed()) has_failed_ = true;
      }
      tell(i);
    }
  }

  void tell(std::size_t done) {
    const std::lock_guard lock(mutex_);
    is_done_.resize(entries_.size());
    is_done_[done] = true;
    for (; told_ < entries_.size() && is_done_[told_]; ++told_) {
      if (on_done_) on_done_(entries_[told_]);
    }
  }

  const std::vector<Scenario>& scenarios_;
  const SuiteOptions& options_;
  const std::function<void(const SuiteEntry&)>& on_done_;
  std::vector<SuiteEntry> entries_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> has_failed_ = false;
  std::mutex mutex_;
  std::vector<bool> is_done_;
  std::size_t told_ = 0;
};

}  // namespace

std::variant<std::vector<FoundFile>, Problem> find_scenario_files(
    const std::vector<std::string>& paths) {
  std::vector<FoundFile> found;
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) {
      return Problem{path, {}, "no such file or directory", Problem::Kind::Unreadable};
    }
    if (!fs::is_directory(status)) {
      found.push_back({path, true});
      continue;
    }
    std::vector<std::string> below;
    if (auto problem = search(path, below)) return *problem;
    std::sort(below.begin(), below.end());
    for (std::string& file : below) found.push_back({std::move(file), false});
  }
  return found;
}

std::variant<Suite, std::vector<Problem>> load_suite(const std::vector<std::string>& paths,
                                                     const LoadOptions& options) {
  auto files = find_scenario_files(paths);
  if (auto* problem = std::get_if<Problem>(&files)) return std::vector{std::move(*problem)};
  Suite suite;
  std::vector<Problem> problems;
  for (const FoundFile& file : std::get<std::vector<FoundFile>>(files)) {
    if (!file.is_named && !looks_like_scenario(file.path)) {
      suite.passed_over.push_back(file.path);
      continue;
    }
    auto loaded = load_scenarios(file.path, options);
    if (auto* problem = std::get_if<Problem>(&loaded)) {
      problems.push_back(std::move(*problem));
      continue;
    }
    for (Scenario& scenario : std::get<std::vector<Scenario>>(loaded)) {
      suite.scenarios.push_back(std::move(scenario));
    }
  }
  if (!problems.empty()) return problems;
  return suite;
}

std::string title_of(const Scenario& scenario) { return scenario.path + ": " + scenario.name; }

std::vector<SuiteEntry> run_suite(const std::vector<Scenario>& scenarios,
                                  const SuiteOptions& options,
                                  const std::function<void(const SuiteEntry&)>& on_done) {
  return Workers(scenarios, options, on_done).run();
}

Tally count(const std::vector<SuiteEntry>& entries) {
  Tally tally;
  for (const SuiteEntry& entry : entries) {
    ++(!entry.result        ? tally.not_run
       : !entry.passed()    ? tally.failed
       : entry.is_partial() ? tally.partial
                            : tally.passed);
  }
  return tally;
}

bool all_passed(const std::vector<SuiteEntry>& entries) {
  return std::all_of(entries.begin(), entries.end(),
                     [](const SuiteEntry& entry) { return entry.passed(); });
}

}  // namespace keytrail::scenario
