#include <re2/re2.h>

#include <functional>
#include <ostream>
#include <set>
#include <thread>

#include "base/nearest.h"
#include "base/processors.h"
#include "cli/commands.h"
#include "cli/progress.h"
#include "core/clock.h"
#include "scenario/remote.h"
#include "scenario/reports.h"
#include "scenario/suite.h"

namespace keytrail::cli {
namespace {

using namespace scenario;

constexpr std::size_t kPassedOverShown = 10;

struct RunFlags {
  std::vector<std::string> paths;
  std::string filter;
  std::string tag;
  bool is_list = false;
  unsigned jobs = processor_count();
  bool is_fail_fast = false;
  std::optional<std::uint64_t> seed;
  bool is_json = false;
  bool is_github = false;
  bool is_verbose = false;
  bool is_colourless = false;
  std::string junit_path;
  std::string tap_path;
  std::string json_path;
  std::uint64_t repeat = 0;
  std::string endpoint;
  std::string control_token;
  std::string wait_max = "15m";
  std::string html_path;
};

int report_problems(Io& io, const std::vector<Problem>& problems) {
  bool are_all_unreadable = true;
  for (const Problem& problem : problems) {
    io.err << problem.line() << "\n";
    are_all_unreadable = are_all_unreadable && problem.kind == Problem::Kind::Unreadable;
  }
  return are_all_unreadable ? kCannotStart : kInvalidInput;
}

bool has_tag(const Scenario& scenario, const std::string& tag) {
  return std::find(scenario.tags.begin(), scenario.tags.end(), tag) != scenario.tags.end();
}

std::set<std::string> tags_of(const std::vector<Scenario>& scenarios) {
  std::set<std::string> tags;
  for (const Scenario& scenario : scenarios) {
    tags.insert(scenario.tags.begin(), scenario.tags.end());
  }
  return tags;
}

// What is said of a tag that no scenario has.
std::string tag_hint(const std::string& tag, const std::set<std::string>& tags) {
  if (tag.empty() || tags.contains(tag)) return {};
  return ": no scenario has the tag '" + tag + "'" + did_you_mean(tag, {tags.begin(), tags.end()});
}

void choose(std::vector<Scenario>& scenarios, const RunFlags& flags, const re2::RE2* pattern) {
  std::erase_if(scenarios, [&](const Scenario& scenario) {
    return (pattern && !re2::RE2::PartialMatch(title_of(scenario), *pattern)) ||
           (!flags.tag.empty() && !has_tag(scenario, flags.tag));
  });
}

void tell_passed_over(Io& io, const std::vector<std::string>& paths) {
  const std::size_t shown = std::min(paths.size(), kPassedOverShown);
  for (std::size_t i = 0; i < shown; ++i) io.err << paths[i] << ": passed over, no scenario\n";
  if (paths.size() > shown) {
    io.err << "and " << paths.size() - shown << " more files passed over, no scenarios\n";
  }
}

int list(Io& io, const RunFlags& flags, const std::vector<Scenario>& scenarios) {
  Json document = Json::array();
  for (const Scenario& scenario : scenarios) {
    if (!flags.is_json) io.out << title_of(scenario) << "\n";
    document.push_back({{"path", scenario.path}, {"name", scenario.name}, {"tags", scenario.tags}});
  }
  if (flags.is_json) print_json(io, document);
  return kAllHeld;
}

// How often a second the first scenario can be run on one core.
int repeat(Io& io, const RunFlags& flags, const std::vector<Scenario>& scenarios) {
  const RealTime real = real_time();
  for (const Scenario& scenario : scenarios) {
    const Duration start = real.elapsed();
    for (std::uint64_t i = 0; i < flags.repeat; ++i) {
      if (run_scenario(scenario, {flags.seed, KeepStory::No}).passed()) continue;
      return fail(io, kExpectationFailed,
                  title_of(scenario) + " failed in run " + std::to_string(i + 1));
    }
    const double seconds = static_cast<double>((real.elapsed() - start).count()) / 1000.0;
    io.out << title_of(scenario) << ": " << flags.repeat << " runs in " << seconds << " s, "
           << static_cast<double>(flags.repeat) / std::max(seconds, 0.001) << " a second\n";
  }
  return kAllHeld;
}

// Writes the reports that were asked for; the path of one that could not be written.
std::optional<std::string> write_reports(const RunFlags& flags,
                                         const std::vector<SuiteEntry>& entries) {
  const std::pair<const std::string&, std::function<std::string()>> reports[] = {
      {flags.junit_path, [&] { return render_junit(entries); }},
      {flags.tap_path, [&] { return render_tap(entries); }},
      {flags.json_path, [&] { return json_text(render_json(entries)); }},
      {flags.html_path, [&] { return render_html(entries); }},
  };
  for (const auto& [path, render] : reports) {
    if (!path.empty() && !write_file(path, render())) return path;
  }
  return std::nullopt;
}

Colour colour_of(Io& io, const RunFlags& flags) {
  const bool is_plain = flags.is_colourless || !io.is_out_terminal || io.env("NO_COLOR") ||
                        io.env("CI") || io.env("TERM").value_or("dumb") == "dumb";
  return is_plain ? Colour::No : Colour::Yes;
}

// Who answers at --endpoint; null without that flag. What cannot be had is a line on stderr and an
// exit code.
std::variant<std::unique_ptr<Remote>, int> find_remote(Io& io, const RunFlags& flags) {
  if (flags.endpoint.empty()) return nullptr;
  RemoteOptions options;
  options.endpoint = flags.endpoint;
  options.control_token = flags.control_token.empty()
                              ? io.env("KEYTRAIL_CONTROL_TOKEN").value_or("")
                              : flags.control_token;
  const auto id = io.env("AWS_ACCESS_KEY_ID");
  const auto secret = io.env("AWS_SECRET_ACCESS_KEY");
  if (id && secret) {
    options.credentials = {*id, *secret, io.env("AWS_SESSION_TOKEN").value_or("")};
  }
  options.ca_bundle = io.env("AWS_CA_BUNDLE").value_or("");
  const auto wait_max = parse_duration(flags.wait_max);
  if (!wait_max) {
    return fail(io, kWrongUsage, "--wait-max: expected a duration, got '" + flags.wait_max + "'");
  }
  options.wait_max = *wait_max;
  options.wall = real_time().wall;
  options.wait = [](Duration lasting) { std::this_thread::sleep_for(lasting); };
  auto found = Remote::find(std::move(options));
  if (auto* problem = std::get_if<Remote::Problem>(&found)) {
    const bool is_usage = problem->kind == Remote::Problem::Kind::WrongUsage;
    return fail(io, is_usage ? kWrongUsage : kCannotStart, problem->text);
  }
  return std::get<std::unique_ptr<Remote>>(std::move(found));
}

SuiteOptions suite_options(const RunFlags& flags, Remote* remote) {
  SuiteOptions options;
  options.run.seed = flags.seed;
  options.jobs = flags.jobs;
  if (remote != nullptr) {
    options.jobs = 1;  // It is one world for all.
    options.run.elsewhere = [remote](const EmulatorOptions& wanted) {
      return remote->begin(wanted);
    };
  }
  options.fail_fast = flags.is_fail_fast ? FailFast::Yes : FailFast::No;
  return options;
}

int run_scenarios(Io& io, const RunFlags& flags) {
  std::unique_ptr<re2::RE2> pattern;
  if (!flags.filter.empty()) {
    pattern = std::make_unique<re2::RE2>(flags.filter, re2::RE2::Quiet);
    if (!pattern->ok()) return fail(io, kWrongUsage, "--filter: " + pattern->error());
  }
  auto found = find_remote(io, flags);
  if (const int* code = std::get_if<int>(&found)) return *code;
  const auto& remote = std::get<std::unique_ptr<Remote>>(found);
  auto loaded = load_suite(flags.paths, {remote ? remote->account() : std::nullopt});
  if (const auto* problems = std::get_if<std::vector<Problem>>(&loaded)) {
    return report_problems(io, *problems);
  }
  tell_passed_over(io, std::get<Suite>(loaded).passed_over);
  auto& scenarios = std::get<Suite>(loaded).scenarios;
  const std::set<std::string> tags = tags_of(scenarios);
  choose(scenarios, flags, pattern.get());
  if (scenarios.empty()) {
    return fail(io, kWrongUsage, "nothing found to run" + tag_hint(flags.tag, tags));
  }
  if (flags.is_list) return list(io, flags, scenarios);
  if (flags.repeat > 0) return repeat(io, flags, scenarios);

  SuiteOptions options = suite_options(flags, remote.get());
  const bool is_for_people = !flags.is_json;
  const bool is_told = is_for_people && (flags.is_verbose || scenarios.size() == 1);
  options.run.keep_story = is_told || !flags.html_path.empty() ? KeepStory::Yes : KeepStory::No;
  const Colour colour = colour_of(io, flags);
  const ShowStory shown = is_told ? ShowStory::Yes : ShowStory::No;
  Progress progress(io, scenarios.size());
  std::size_t done = 0;
  progress.show(done);
  const auto entries = run_suite(scenarios, options, [&](const SuiteEntry& entry) {
    progress.clear();
    if (is_for_people) io.out << render_console(entry, shown, colour) << std::flush;
    progress.show(++done);
  });
  progress.clear();
  const auto stuck = remote ? remote->leave() : std::nullopt;
  if (flags.is_json) print_json(io, render_json(entries));
  if (is_for_people && entries.size() > 1) io.out << render_console_summary(entries, colour);
  if (flags.is_github) (flags.is_json ? io.err : io.out) << render_github(entries);
  if (const auto unwritten = write_reports(flags, entries)) {
    return fail(io, kCannotStart, *unwritten + ": cannot be written");
  }
  if (!flags.html_path.empty()) io.err << flags.html_path << ": written, for a browser\n";
  if (stuck) return fail(io, kCannotStart, "what was there before is not put back: " + *stuck);
  return all_passed(entries) ? kAllHeld : kExpectationFailed;
}

}  // namespace

void add_run(CLI::App& app, Io& io, Action& action) {
  auto flags = std::make_shared<RunFlags>();
  CLI::App* run = app.add_subcommand(
      "run", "Replays scenarios, in process under a virtual clock unless told where");
  run->add_option("paths", flags->paths, "Scenario files, or directories to search")
      ->required()
      ->type_name("FILE|DIR");
  run->add_option("--filter", flags->filter, "Only those whose \"path: name\" this matches")
      ->type_name("REGEX");
  run->add_option("--tag", flags->tag, "Only those with this tag");
  run->add_flag("--list", flags->is_list, "Print what would be run");
  run->add_option("--jobs", flags->jobs, "How many at once; default: one for each processor")
      ->check(CLI::Range(1u, 1024u));
  run->add_flag("--fail-fast", flags->is_fail_fast, "Begin nothing new after a failure");
  run->add_option("--seed", flags->seed, "Instead of the files' seeds");
  run->add_flag("-v,--verbose", flags->is_verbose, "The timeline of each, as for a single one");
  run->add_flag("--no-color", flags->is_colourless, "No colour, even on a terminal");
  run->add_flag("--json", flags->is_json, "The outcome as one JSON document on stdout");
  run->add_option("--junit", flags->junit_path, "Write a JUnit report")->type_name("FILE");
  run->add_option("--tap", flags->tap_path, "Write a TAP report")->type_name("FILE");
  run->add_option("--json-file", flags->json_path, "Write the JSON document to a file")
      ->type_name("FILE");
  run->add_option("--report", flags->html_path, "Write a page for people")->type_name("FILE.html");
  run->add_flag("--github", flags->is_github, "Also print GitHub workflow commands for failures");
  run->add_option("--endpoint", flags->endpoint,
                  "Run them there instead: another keytrail, another emulator, or AWS itself as "
                  "https://amazonaws.com, with the credentials of AWS_ACCESS_KEY_ID")
      ->type_name("URL");
  run->add_option("--control-token", flags->control_token,
                  "What serve was given; else KEYTRAIL_CONTROL_TOKEN")
      ->type_name("TOKEN");
  run->add_option("--wait-max", flags->wait_max,
                  "Where the clock is a real one: how long a step may wait; what wants more is "
                  "skipped (15m)")
      ->type_name("DURATION");
  run->footer(
      "Exit code: 0 all held; 1 an expectation failed; 2 wrong usage, or nothing to run; 3 a file "
      "is no good; 4 it cannot begin, or a report cannot be written.");
  // Hidden: for tools/bench.
  run->add_option("--repeat", flags->repeat)->group("");
  run->callback(
      [&io, &action, flags] { action = [&io, flags] { return run_scenarios(io, *flags); }; });
}

}  // namespace keytrail::cli
