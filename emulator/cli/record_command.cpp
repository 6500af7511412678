// record: what somebody did by hand to a running emulator, as a scenario file.

#include "base/text.h"
#include "cli/client_flags.h"
#include "cli/commands.h"
#include "scenario/loader.h"
#include "scenario/reports.h"
#include "scenario/runner.h"

namespace keytrail::cli {
namespace {

struct RecordFlags {
  std::uint64_t since = 0;
  std::string path = "-";
  std::string name;
  bool keeps_reads = false;
};

std::string target_of(const RecordFlags& flags) {
  std::string target = "scenario?since=" + std::to_string(flags.since);
  if (flags.keeps_reads) target += "&reads=keep";
  if (!flags.name.empty()) target += "&name=" + percent_encode(flags.name);
  return target;
}

// Runs what was recorded: a file that does not hold at once would be of no use to anybody.
int try_out(Io& io, const std::string& path, const std::string& text) {
  const auto parsed = scenario::parse_scenarios(path, text);
  if (const auto* problem = std::get_if<scenario::Problem>(&parsed)) {
    io.err << problem->line() << "\n";
    return kInvalidInput;
  }
  const auto& recorded = std::get<std::vector<scenario::Scenario>>(parsed).front();
  const scenario::ScenarioResult result = scenario::run_scenario(recorded);
  for (const scenario::Failure& failure : result.failures) {
    io.err << scenario::render_failure(recorded, failure) << "\n";
  }
  if (!result.passed()) {
    return fail(io, kExpectationFailed, "what was recorded does not hold when it is run again");
  }
  io.err << "recorded " << recorded.steps.size() << " steps; run again, all " << result.expectations
         << " expectations hold\n";
  return kAllHeld;
}

int record(Io& io, const ClientFlags& client_flags, const RecordFlags& flags) {
  ClientCommand command(io, client_flags);
  const auto answer = command.client().get_text(target_of(flags));
  if (const auto* error = std::get_if<client::ControlError>(&answer)) {
    return command.show(*error, {});
  }
  const std::string& text = std::get<std::string>(answer);
  if (client_flags.is_json) {
    print_json(io, {{"scenario", text}});
  } else if (flags.path == "-") {
    io.out << text;
  }
  if (flags.path != "-" && !write_file(flags.path, text)) {
    return fail(io, kCannotStart, flags.path + ": cannot be written");
  }
  return try_out(io, flags.path, text);
}

}  // namespace

void add_record(CLI::App& app, Io& io, Action& action) {
  CLI::App* record_app = app.add_subcommand(
      "record", "Writes what was done to a running emulator as a scenario that does it again");
  const ClientFlagsPointer client_flags = add_client_flags(record_app);
  auto flags = std::make_shared<RecordFlags>();
  record_app
      ->add_option("--since", flags->since,
                   "Timeline id; what was done up to there is set-up of which nothing is expected")
      ->type_name("ID");
  record_app->add_option("-o,--output", flags->path, "Where to; - is standard output")
      ->type_name("FILE")
      ->capture_default_str();
  record_app->add_option("--name", flags->name, "The scenario's name")->type_name("NAME");
  record_app->add_flag("--keep-reads", flags->keeps_reads,
                       "Keeps calls that only look, which are left out otherwise");
  record_app->callback([&io, &action, client_flags, flags] {
    action = [&io, client_flags, flags] { return record(io, *client_flags, *flags); };
  });
}

}  // namespace keytrail::cli
