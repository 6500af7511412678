// completion and man: the command line told to shells and to man(1). Both are made from the
// definition of the commands, by the installation, too (tools/cmake/install.cmake).
#include <filesystem>

#include "cli/command_tree.h"
#include "cli/commands.h"

namespace keytrail::cli {
namespace {

int write_pages(const CommandText& root, Io& io, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  for (const CommandText* command : all_commands(root)) {
    const std::string path = folder + "/" + command->title("-") + ".1";
    if (!write_file(path, render_man_page(root, *command))) {
      return fail(io, kCannotStart, path + ": cannot be written");
    }
  }
  return kAllHeld;
}

int show_page(const CommandText& root, Io& io, const std::vector<std::string>& words) {
  std::vector<std::string> path = {root.path.front()};
  path.insert(path.end(), words.begin(), words.end());
  for (const CommandText* command : all_commands(root)) {
    if (command->path != path) continue;
    io.out << render_man_page(root, *command);
    return kAllHeld;
  }
  return fail(io, kWrongUsage, "man: there is no command '" + words.back() + "' here");
}

}  // namespace

void add_completion(CLI::App& app, Io& io, Action& action) {
  auto shell = std::make_shared<std::string>();
  CLI::App* completion = app.add_subcommand(
      "completion", "Prints what a shell needs to complete keytrail's command line");
  completion->add_option("shell", *shell, "Which; load it with: source <(keytrail completion bash)")
      ->required()
      ->check([](const std::string& name) {
        const bool is_known = name == "bash" || name == "zsh" || name == "fish";
        return is_known ? std::string() : "expected bash, zsh or fish, got '" + name + "'";
      })
      ->type_name("bash|zsh|fish");
  completion->callback([&app, &io, &action, shell] {
    action = [&app, &io, shell] {
      io.out << render_completion(describe(app), *shell);
      return static_cast<int>(kAllHeld);
    };
  });
}

void add_man(CLI::App& app, Io& io, Action& action) {
  auto words = std::make_shared<std::vector<std::string>>();
  auto folder = std::make_shared<std::string>();
  CLI::App* man = app.add_subcommand("man", "Prints a manual page; read it with: man -l -");
  man->add_option("command", *words, "Of which command; without it keytrail's own")
      ->type_name("COMMAND");
  man->add_option("--all", *folder, "Writes all pages into this folder instead")->type_name("DIR");
  man->callback([&app, &io, &action, words, folder] {
    action = [&app, &io, words, folder] {
      const CommandText root = describe(app);
      return folder->empty() ? show_page(root, io, *words) : write_pages(root, io, *folder);
    };
  });
}

}  // namespace keytrail::cli
