#include <algorithm>
#include <filesystem>
#include <ostream>

#include "base/processors.h"
#include "cli/commands.h"
#include "scenario/loader.h"
#include "scenario/replay.h"
#include "scenario/reports.h"

namespace keytrail::cli {
namespace {

namespace fs = std::filesystem;
using scenario::KeepPicture;
using scenario::ReplayResult;
using scenario::StoryLine;

struct ReplayFlags {
  std::string rules;
  std::vector<std::string> paths;
  bool is_json = false;
  std::string html_path;
};

// Of a directory all files below, sorted by path: a bucket of trail files is a deep one.
std::vector<std::string> files_of(const std::string& path) {
  std::error_code error;
  if (path == "-" || !fs::is_directory(path, error)) return {path};
  std::vector<std::string> files;
  for (fs::recursive_directory_iterator entry(path, error), end; !error && entry != end;
       entry.increment(error)) {
    if (entry->is_regular_file()) files.push_back(entry->path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

const char* kind_name(StoryLine::Kind kind) {
  switch (kind) {
    case StoryLine::Kind::Datapoint:
      return "datapoint";
    case StoryLine::Kind::Alarm:
      return "alarm";
    default:
      return "notification";
  }
}

// Tells each thing as it is found, so that no replay is too long for memory.
class Reporter {
 public:
  Reporter(Io& io, bool is_json) : io_(io), is_json_(is_json) {}

  void tell(const StoryLine& line) {
    if (line.kind == StoryLine::Kind::Alarm) ++changes_;
    if (line.kind == StoryLine::Kind::Datapoint) ++datapoints_;
    if (!is_json_) {
      io_.out << scenario::time_text(line.at) << "  " << line.text << "\n";
      return;
    }
    const Json event = {
        {"time", to_rfc3339(line.at)}, {"kind", kind_name(line.kind)}, {"text", line.text}};
    io_.out << (count_++ == 0 ? "{\n  \"events\": [\n    " : ",\n    ") << to_text(event);
  }

  void finish(const ReplayResult& result) {
    if (is_json_) {
      Json reasons = Json::object();
      for (const auto& [reason, count] : result.reasons) reasons[reason] = count;
      io_.out << (count_ == 0 ? "{\n  \"events\": [" : "\n  ")
              << "],\n  \"records\": " << result.accepted << ",\n  \"refused\": " << result.refused
              << ",\n  \"reasons\": " << to_text(reasons) << "\n}\n";
      return;
    }
    io_.err << scenario::counted(result.accepted, "record") << ", "
            << scenario::counted(datapoints_, "datapoint") << ", "
            << scenario::counted(changes_, "change") << " of alarms\n";
  }

 private:
  Io& io_;
  const bool is_json_;
  std::size_t count_ = 0;
  std::size_t datapoints_ = 0;
  std::size_t changes_ = 0;
};

void report_refusals(Io& io, const ReplayResult& result) {
  for (const scenario::Refusal& refusal : result.first_refusals) {
    io.err << "keytrail: " << refusal.input << ":" << refusal.number
           << ": expected a CloudTrail record, but " << refusal.reason << "\n";
  }
  if (result.refused <= result.first_refusals.size()) return;
  io.err << "keytrail: " << result.refused << " refused in all:\n";
  for (const auto& [reason, count] : result.reasons)
    io.err << "  " << count << "  " << reason << "\n";
}

bool has_alarm(const scenario::Scenario& rules) {
  return std::any_of(rules.given.begin(), rules.given.end(), [](const scenario::Step& step) {
    const auto* call = std::get_if<scenario::CallStep>(&step.action);
    return call != nullptr &&
           (call->operation == "PutMetricAlarm" || call->operation == "PutCompositeAlarm");
  });
}

int replay_records(Io& io, const ReplayFlags& flags) {
  auto rules = scenario::load_rules(flags.rules);
  if (const auto* problem = std::get_if<scenario::Problem>(&rules)) {
    io.err << problem->line() << "\n";
    return problem->kind == scenario::Problem::Kind::Unreadable ? kCannotStart : kInvalidInput;
  }
  if (!has_alarm(std::get<scenario::Scenario>(rules))) {
    io.err << flags.rules << ": no alarm is in it, so none can fire\n";
  }
  std::vector<std::string> files;
  for (const std::string& path : flags.paths) {
    for (std::string& file : files_of(path)) files.push_back(std::move(file));
  }
  Reporter reporter(io, flags.is_json);
  const unsigned threads = processor_count();
  const ReplayResult result = scenario::replay(
      std::move(std::get<scenario::Scenario>(rules)), {files, io.in, threads},
      [&](const StoryLine& line) { reporter.tell(line); },
      flags.html_path.empty() ? KeepPicture::No : KeepPicture::Yes);
  if (result.unreadable) return fail(io, kCannotStart, *result.unreadable + ": cannot be read");
  if (result.failure) {
    io.err << where_text(flags.rules, result.failure->place) << ": expected "
           << result.failure->expected << ", got " << result.failure->got << "\n";
    return kInvalidInput;
  }
  report_refusals(io, result);
  if (result.accepted == 0) {
    if (result.refused > 0) return kInvalidInput;
    return fail(io, kWrongUsage, "nothing found to replay");
  }
  reporter.finish(result);
  if (flags.html_path.empty()) return kAllHeld;
  if (!write_file(flags.html_path, scenario::render_replay_html(flags.rules, result))) {
    return fail(io, kCannotStart, flags.html_path + ": cannot be written");
  }
  io.err << flags.html_path << ": written, for a browser\n";
  return kAllHeld;
}

}  // namespace

void add_replay(CLI::App& app, Io& io, Action& action) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App* replay = app.add_subcommand(
      "replay", "Says what alarms would have made of recorded CloudTrail material");
  replay
      ->add_option("--rules", flags->rules,
                   "Trails, filters, topics and alarms, as a scenario's `given`; or a scenario")
      ->required()
      ->type_name("FILE");
  replay
      ->add_option(
          "paths", flags->paths,
          "Files or directories of trail files, LookupEvents output, EventBridge events or one "
          "record a line; .gz too; - is standard input")
      ->required()
      ->type_name("PATH");
  replay->add_flag("--json", flags->is_json, "One JSON document on stdout");
  replay
      ->add_option("--report", flags->html_path,
                   "Write a page for people: when each alarm was in which state, and why it fired")
      ->type_name("FILE.html");
  replay->callback(
      [&io, &action, flags] { action = [&io, flags] { return replay_records(io, *flags); }; });
}

}  // namespace keytrail::cli
