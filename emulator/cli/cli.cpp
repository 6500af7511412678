#include "cli/cli.h"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>

#include "base/nearest.h"
#include "cli/commands.h"

namespace keytrail::cli {

int fail(Io& io, int code, const std::string& line) {
  io.err << "keytrail: " << line << "\n";
  return code;
}

std::string json_text(const Json& document) {
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

void print_json(Io& io, const Json& document) { io.out << json_text(document); }

FileState read_file(const std::string& path, Io& io, std::string& bytes) {
  std::ifstream file;
  std::istream* source = &io.in;
  if (path != "-") {
    file.open(path, std::ios::binary);
    source = &file;
  }
  std::ostringstream text;
  // An empty file makes the insertion "fail", though nothing went wrong.
  if (*source && source->peek() != std::istream::traits_type::eof()) text << source->rdbuf();
  bytes = std::move(text).str();
  return source->bad() || (path != "-" && !file.is_open()) ? FileState::Unreadable
                                                           : FileState::Read;
}

bool write_file(const std::string& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  return static_cast<bool>(file << text) && static_cast<bool>(file.flush());
}

namespace {

// CLI11 would only say that a command is missing.
std::optional<std::string> unknown_command(const CLI::App& app,
                                           const std::vector<std::string>& arguments) {
  if (arguments.empty() || arguments.front().starts_with('-')) return std::nullopt;
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  const std::string& wanted = arguments.front();
  if (std::find(names.begin(), names.end(), wanted) != names.end()) return std::nullopt;
  const std::string hint = did_you_mean(wanted, {names.begin(), names.end()});
  return "there is no command '" + wanted + "'" +
         (hint.empty() ? "; keytrail --help lists them" : hint);
}

}  // namespace

int run(std::vector<std::string> arguments, Io& io) {
  CLI::App app(
      "keytrail emulates, on one machine, the AWS chain KMS -> CloudTrail -> CloudWatch Logs\n"
      "metric filter -> alarm -> SNS e-mail.",
      "keytrail");
  app.set_version_flag("--version", "keytrail " KEYTRAIL_VERSION);
  app.require_subcommand(1);
  app.failure_message(CLI::FailureMessage::simple);
  Action action;
  add_serve(app, io, action);
  add_new(app, io, action);
  add_schema(app, io, action);
  add_run(app, io, action);
  add_filter(app, io, action);
  add_explain(app, io, action);
  add_replay(app, io, action);
  add_record(app, io, action);
  add_client_commands(app, io, action);
  add_completion(app, io, action);
  add_man(app, io, action);

  if (!arguments.empty() && arguments.front() == "serve") {
    const auto defaults =
        serve_arguments_from_environment(*app.get_subcommand("serve"), arguments, io);
    arguments.insert(arguments.end(), defaults.begin(), defaults.end());
  }
  if (const auto problem = unknown_command(app, arguments)) return fail(io, kWrongUsage, *problem);
  try {
    std::reverse(arguments.begin(), arguments.end());  // As CLI11 wants them.
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    const bool is_answer = error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    app.exit(error, io.out, io.err);
    return is_answer ? kAllHeld : kWrongUsage;
  }
  return action();
}

}  // namespace keytrail::cli
