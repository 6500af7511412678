// The command line as data: what the definition of the commands says, for completions and manual
// pages. Whatever a command declares is in all of them.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace keytrail::cli {

struct OptionText {
  std::vector<std::string> flags;  // "-o", "--output"; none: a positional.
  std::string name;                // Of a positional.
  std::string value;               // "FILE"; empty: a switch.
  std::string description;
  std::string fallback;
  bool is_required = false;
  bool is_repeated = false;
  std::vector<std::string> choices;  // When only these values are taken.

  bool takes_files() const;
};

struct CommandText {
  std::vector<std::string> path;  // "keytrail", "clock", "advance".
  std::string description;
  std::string footer;
  std::vector<OptionText> options;  // Those of commands above that are taken here, too.
  std::vector<OptionText> positionals;
  std::vector<CommandText> commands;
  bool needs_command = false;

  std::string title(const char* separator = " ") const;
};

CommandText describe(const CLI::App& app);
// The command and all below it, in order.
std::vector<const CommandText*> all_commands(const CommandText& root);

// What each shell reads, and a manual page. `shell` is bash, zsh or fish.
std::string render_completion(const CommandText& root, const std::string& shell);
std::string render_man_page(const CommandText& root, const CommandText& command);

}  // namespace keytrail::cli
