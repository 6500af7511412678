// Completion scripts. bash and zsh get the same logic: find the command among the words so far,
// then offer what the flag before wants, else the command's flags, sub-commands or files.
#include "base/text.h"
#include "cli/command_tree.h"

namespace keytrail::cli {
namespace {

// In single quotes, for any of the three shells; fish takes \' and \\ there and the others do not.
std::string quoted(const std::string& text) { return "'" + replace_all(text, "'", "'\\''") + "'"; }
std::string fish_quoted(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "\\'") + "'";
}

// The commands below the root as patterns of a case.
std::string command_patterns(const CommandText& root) {
  std::vector<std::string> patterns;
  for (const CommandText* command : all_commands(root)) {
    if (command != &root) patterns.push_back(quoted(command->title()));
  }
  return join(patterns, " | ");
}

std::string flag_patterns(const CommandText& command, const OptionText& option) {
  std::vector<std::string> patterns;
  for (const std::string& flag : option.flags) {
    patterns.push_back(quoted(command.title() + " " + flag));
  }
  return join(patterns, " | ");
}

// One branch for each flag that wants a value.
std::string value_branches(const CommandText& root, const std::string& files,
                           const std::function<std::string(const std::string&)>& words) {
  std::string text;
  for (const CommandText* command : all_commands(root)) {
    for (const OptionText& option : command->options) {
      if (option.value.empty()) continue;
      std::string act = ":";
      if (!option.choices.empty()) act = words(join(option.choices, " "));
      if (option.takes_files()) act = files;
      text += "    " + flag_patterns(*command, option) + ") " + act + "; return ;;\n";
    }
  }
  return text;
}

bool takes_files(const CommandText& command) {
  return std::any_of(command.positionals.begin(), command.positionals.end(),
                     [](const OptionText& positional) { return positional.takes_files(); });
}

std::string bash(const CommandText& root) {
  std::string text =
      "# bash completion for keytrail, made by `keytrail completion bash`\n"
      "_keytrail() {\n"
      "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD - 1]}\n"
      "  local command=keytrail i words= flags= files=\n"
      "  # --flag=value are three words here.\n"
      "  if [[ $current == = ]]; then current=; "
      "elif [[ $previous == = ]]; then previous=${COMP_WORDS[COMP_CWORD - 2]}; fi\n"
      "  for ((i = 1; i < COMP_CWORD; i++)); do\n"
      "    case \"$command ${COMP_WORDS[i]}\" in\n"
      "      " +
      command_patterns(root) +
      ") command+=\" ${COMP_WORDS[i]}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  COMPREPLY=()\n"
      "  case \"$command $previous\" in\n" +
      value_branches(root, "_keytrail_files \"$current\"",
                     [](const std::string& choices) {
                       return "mapfile -t COMPREPLY < <(compgen -W " + quoted(choices) +
                              " -- \"$current\")";
                     }) +
      "  esac\n"
      "  case $command in\n";
  for (const CommandText* command : all_commands(root)) {
    std::vector<std::string> flags;
    for (const OptionText& option : command->options) {
      flags.insert(flags.end(), option.flags.begin(), option.flags.end());
    }
    std::vector<std::string> words;
    for (const CommandText& sub : command->commands) words.push_back(sub.path.back());
    for (const OptionText& positional : command->positionals) {
      words.insert(words.end(), positional.choices.begin(), positional.choices.end());
    }
    text += "    " + quoted(command->title()) + ") words=" + quoted(join(words, " ")) +
            " flags=" + quoted(join(flags, " ")) + (takes_files(*command) ? " files=yes" : "") +
            " ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $current == -* ]]; then words=$flags files=; fi\n"
         "  mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
         "  if [[ $files ]]; then _keytrail_files \"$current\"; fi\n"
         "}\n"
         "_keytrail_files() {\n"
         "  compopt -o filenames 2>/dev/null\n"
         "  mapfile -t COMPREPLY < <(compgen -f -- \"$1\")\n"
         "}\n"
         "complete -F _keytrail keytrail\n";
}

// "name:what it does", as _describe wants it.
std::string described(const std::string& name, const std::string& description) {
  return " " + quoted(replace_all(name, ":", "\\:") + ":" + replace_all(description, "\n", " "));
}

std::string zsh(const CommandText& root) {
  std::string text =
      "#compdef keytrail\n"
      "# zsh completion for keytrail, made by `keytrail completion zsh`\n"
      "_keytrail() {\n"
      "  local command=keytrail previous=${words[CURRENT-1]} files= i\n"
      "  local -a flags commands\n"
      "  for ((i = 2; i < CURRENT; i++)); do\n"
      "    case \"$command ${words[i]}\" in\n"
      "      " +
      command_patterns(root) +
      ") command+=\" ${words[i]}\" ;;\n"
      "    esac\n"
      "  done\n"
      "  case \"$command $previous\" in\n" +
      value_branches(root, "_files",
                     [](const std::string& choices) { return "compadd -- " + choices; }) +
      "  esac\n"
      "  case $command in\n";
  for (const CommandText* command : all_commands(root)) {
    text += "    " + quoted(command->title()) + ")\n      commands=(";
    for (const CommandText& sub : command->commands) {
      text += described(sub.path.back(), sub.description);
    }
    for (const OptionText& positional : command->positionals) {
      for (const std::string& choice : positional.choices) text += described(choice, choice);
    }
    text += " )\n      flags=(";
    for (const OptionText& option : command->options) {
      for (const std::string& flag : option.flags) text += described(flag, option.description);
    }
    text += std::string(" )\n") + (takes_files(*command) ? "      files=yes\n" : "") + "      ;;\n";
  }
  return text +
         "  esac\n"
         "  if [[ $PREFIX == -* ]]; then\n"
         "    _describe -o option flags\n"
         "    return\n"
         "  fi\n"
         "  (( $#commands )) && _describe command commands\n"
         "  [[ -n $files ]] && _files\n"
         "}\n"
         "_keytrail \"$@\"\n";
}

// Where the words so far are those of the command and no sub-command follows.
std::string fish_condition(const CommandText& command) {
  std::vector<std::string> words(command.path.begin() + 1, command.path.end());
  std::string text;
  if (words.empty()) return "__fish_use_subcommand";
  for (const std::string& word : words) {
    text += (text.empty() ? "" : "; and ") + ("__fish_seen_subcommand_from " + word);
  }
  if (command.commands.empty()) return text;
  text += "; and not __fish_seen_subcommand_from";
  for (const CommandText& sub : command.commands) text += " " + sub.path.back();
  return text;
}

std::string fish(const CommandText& root) {
  std::string text =
      "# fish completion for keytrail, made by `keytrail completion fish`\n"
      "complete -c keytrail -f\n";
  for (const CommandText* command : all_commands(root)) {
    const std::string start = "complete -c keytrail -n " + fish_quoted(fish_condition(*command));
    for (const CommandText& sub : command->commands) {
      text += start + " -a " + sub.path.back() + " -d " +
              fish_quoted(replace_all(sub.description, "\n", " ")) + "\n";
    }
    for (const OptionText& positional : command->positionals) {
      if (positional.takes_files()) text += start + " -F\n";
      if (!positional.choices.empty()) {
        text += start + " -a " + fish_quoted(join(positional.choices, " ")) + "\n";
      }
    }
    for (const OptionText& option : command->options) {
      text += start;
      for (const std::string& flag : option.flags) {
        const bool is_long = flag.starts_with("--");
        text += is_long ? " -l " + flag.substr(2) : " -s " + flag.substr(1);
      }
      if (option.takes_files()) {
        text += " -r -F";
      } else if (!option.value.empty()) {
        text += " -x";
      }
      if (!option.choices.empty()) text += " -a " + fish_quoted(join(option.choices, " "));
      text += " -d " + fish_quoted(option.description) + "\n";
    }
  }
  return text;
}

}  // namespace

std::string render_completion(const CommandText& root, const std::string& shell) {
  if (shell == "bash") return bash(root);
  return shell == "zsh" ? zsh(root) : fish(root);
}

}  // namespace keytrail::cli
