#include "cli/command_tree.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"

namespace keytrail::cli {
namespace {

// "PORT:INT in [0 - 65535]" is CLI11's way to say PORT and what is checked.
std::string value_name(const CLI::Option& option) {
  if (option.get_items_expected_max() == 0) return {};
  std::string name = option.get_type_name();
  for (const char* check : {":INT", ":UINT"}) name = name.substr(0, name.find(check));
  return name;
}

// "wall|manual" are values; "FILE|DIR" are not.
std::vector<std::string> choices_of(const std::string& value) {
  const bool is_choice =
      value.find('|') != std::string::npos &&
      std::none_of(value.begin(), value.end(), [](unsigned char c) { return std::isupper(c); });
  return is_choice ? split(value, '|') : std::vector<std::string>();
}

OptionText describe_option(const CLI::Option& option) {
  OptionText text;
  for (const std::string& name : option.get_snames()) text.flags.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) text.flags.push_back("--" + name);
  if (text.flags.empty()) text.name = option.get_name(true);
  text.value = value_name(option);
  text.description = option.get_description();
  text.fallback = option.get_default_str();
  text.is_required = option.get_required();
  text.is_repeated = option.get_items_expected_max() > 1;
  text.choices = choices_of(text.value);
  return text;
}

CommandText describe_below(const CLI::App& app, const CommandText* above) {
  CommandText command;
  if (above) command.path = above->path;
  command.path.push_back(app.get_name());
  command.description = app.get_description();
  command.footer = app.get_footer();
  command.needs_command = app.get_require_subcommand_min() > 0;
  for (const CLI::Option* option : app.get_options()) {
    (option->nonpositional() ? command.options : command.positionals)
        .push_back(describe_option(*option));
  }
  if (above && app.get_fallthrough()) {
    for (const OptionText& option : above->options) {
      if (option.flags != command.options.front().flags) command.options.push_back(option);
    }
  }
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    command.commands.push_back(describe_below(*sub, &command));
  }
  return command;
}

void collect(const CommandText& command, std::vector<const CommandText*>& found) {
  found.push_back(&command);
  for (const CommandText& sub : command.commands) collect(sub, found);
}

}  // namespace

bool OptionText::takes_files() const {
  const std::vector<std::string> kinds = split(value, '|');
  return std::any_of(kinds.begin(), kinds.end(), [](const std::string& kind) {
    return kind.starts_with("FILE") || kind == "DIR" || kind == "PATH";
  });
}

std::string CommandText::title(const char* separator) const { return join(path, separator); }

CommandText describe(const CLI::App& app) { return describe_below(app, nullptr); }

std::vector<const CommandText*> all_commands(const CommandText& root) {
  std::vector<const CommandText*> found;
  collect(root, found);
  return found;
}

}  // namespace keytrail::cli
