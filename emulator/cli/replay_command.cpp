#include <filesystem>
#include <ostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/event_source.h"
#include "scenario/loader.h"
#include "scenario/replay.h"
#include "scenario/reports.h"

namespace keytrail::cli {
namespace {

namespace fs = std::filesystem;
using scenario::StoryLine;

struct ReplayFlags {
  std::string rules;
  std::vector<std::string> paths;
  bool is_json = false;
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

std::variant<std::vector<Json>, SourceError> read_records(const std::vector<std::string>& paths,
                                                          Io& io) {
  std::vector<Json> records;
  for (const std::string& path : paths) {
    for (const std::string& file : files_of(path)) {
      auto events = read_events(file, io);
      if (auto* error = std::get_if<SourceError>(&events)) return std::move(*error);
      for (const SourceEvent& event : std::get<std::vector<SourceEvent>>(events)) {
        JsonParseError wrong;
        std::optional<Json> record = parse_json(event.message, &wrong);
        if (!record || !record->is_object()) {
          return SourceError{kInvalidInput, event.source + ":" + std::to_string(event.number) +
                                                ":" + std::to_string(wrong.column) +
                                                ": expected a CloudTrail record as JSON"};
        }
        records.push_back(std::move(*record));
      }
    }
  }
  return records;
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

int replay_records(Io& io, const ReplayFlags& flags) {
  auto rules = scenario::load_rules(flags.rules);
  if (const auto* problem = std::get_if<scenario::Problem>(&rules)) {
    io.err << problem->line() << "\n";
    return problem->kind == scenario::Problem::Kind::Unreadable ? kCannotStart : kInvalidInput;
  }
  auto records = read_records(flags.paths, io);
  if (const auto* error = std::get_if<SourceError>(&records))
    return fail(io, error->code, error->line);
  const std::size_t count = std::get<std::vector<Json>>(records).size();
  if (count == 0) return fail(io, kWrongUsage, "nothing found to replay");
  const scenario::ScenarioResult result =
      scenario::replay(std::move(std::get<scenario::Scenario>(rules)),
                       std::move(std::get<std::vector<Json>>(records)));
  if (!result.passed()) {
    const scenario::Failure& failure = result.failures.front();
    return fail(io, kInvalidInput, "expected " + failure.expected + ", got " + failure.got);
  }
  if (flags.is_json) {
    Json lines = Json::array();
    for (const StoryLine& line : result.story) {
      lines.push_back(
          {{"time", to_rfc3339(line.at)}, {"kind", kind_name(line.kind)}, {"text", line.text}});
    }
    print_json(io, {{"records", count}, {"events", std::move(lines)}});
    return kAllHeld;
  }
  for (const StoryLine& line : result.story) {
    io.out << scenario::time_text(line.at) << "  " << line.text << "\n";
  }
  const auto changes =
      std::count_if(result.story.begin(), result.story.end(),
                    [](const StoryLine& line) { return line.kind == StoryLine::Kind::Alarm; });
  io.err << count << " records, " << changes << " changes of alarms\n";
  return kAllHeld;
}

}  // namespace

void add_replay(CLI::App& app, Io& io, Action& action) {
  auto flags = std::make_shared<ReplayFlags>();
  CLI::App* replay = app.add_subcommand(
      "replay", "Says what alarms would have made of recorded CloudTrail material");
  replay
      ->add_option("--rules", flags->rules,
                   "Trails, filters, topics and alarms, as a scenario's `given`")
      ->required()
      ->type_name("FILE");
  replay
      ->add_option("paths", flags->paths,
                   "Files or directories of records; .gz too; - is standard input")
      ->required()
      ->type_name("PATH");
  replay->add_flag("--json", flags->is_json, "One JSON document on stdout");
  replay->callback(
      [&io, &action, flags] { action = [&io, flags] { return replay_records(io, *flags); }; });
}

}  // namespace keytrail::cli
