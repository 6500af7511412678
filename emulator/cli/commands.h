// Each command declares its options on the application and, when it is the one given, its action.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "base/json.h"
#include "cli/cli.h"

namespace keytrail::cli {

using Action = std::function<int()>;

void add_serve(CLI::App& app, Io& io, Action& action);
void add_new(CLI::App& app, Io& io, Action& action);
void add_schema(CLI::App& app, Io& io, Action& action);
void add_run(CLI::App& app, Io& io, Action& action);
void add_explain(CLI::App& app, Io& io, Action& action);
void add_filter(CLI::App& app, Io& io, Action& action);
void add_replay(CLI::App& app, Io& io, Action& action);
void add_record(CLI::App& app, Io& io, Action& action);
void add_completion(CLI::App& app, Io& io, Action& action);
void add_man(CLI::App& app, Io& io, Action& action);
void add_client_commands(CLI::App& app, Io& io, Action& action);

// What the environment says of serve's flags, as arguments: KEYTRAIL_TRAIL_DELAY=5m becomes
// --trail-delay=5m unless the command line has that flag.
std::vector<std::string> serve_arguments_from_environment(const CLI::App& serve,
                                                          const std::vector<std::string>& given,
                                                          Io& io);

// One line on stderr, and the code.
int fail(Io& io, int code, const std::string& line);
// A whole document, indented, as --json and --json-file give it.
std::string json_text(const Json& document);
void print_json(Io& io, const Json& document);

enum class FileState { Read, Unreadable };
// A file's bytes; "-" is standard input.
FileState read_file(const std::string& path, Io& io, std::string& bytes);
// False when the file cannot be made, or not to its end.
bool write_file(const std::string& path, const std::string& text);

}  // namespace keytrail::cli
