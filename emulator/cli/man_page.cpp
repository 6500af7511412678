// Manual pages in the man(7) macros, one a command.
#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "cli/command_tree.h"

#ifndef KEYTRAIL_VERSION
#define KEYTRAIL_VERSION "0"
#endif

namespace keytrail::cli {
namespace {

// A line that roff takes as text: backslashes and hyphens are meant, a leading dot or quote too.
std::string roff(const std::string& text) {
  std::string result;
  for (const char c : text) {
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";
    } else {
      result += c;
    }
  }
  for (const char* sign : {"\n.", "\n'"}) {
    result = replace_all(result, sign, std::string("\n\\&") + sign[1]);
  }
  if (result.starts_with('.') || result.starts_with('\'')) result.insert(0, "\\&");
  return result;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

std::string synopsis(const CommandText& command) {
  std::string line = bold(command.title());
  if (!command.options.empty()) line += " [" + italic("OPTION") + " ...]";
  if (!command.commands.empty()) {
    line += command.needs_command ? " " + italic("COMMAND") : " [" + italic("COMMAND") + "]";
    line += " ...";
  }
  for (const OptionText& positional : command.positionals) {
    const std::string name = italic(positional.value) + (positional.is_repeated ? " ..." : "");
    line += positional.is_required ? " " + name : " [" + name + "]";
  }
  return line;
}

std::string entry(const std::string& tag, const OptionText& option) {
  std::string text = ".TP\n" + tag + "\n" + roff(option.description);
  if (option.is_required && !option.flags.empty()) text += ". Required";
  if (!option.fallback.empty()) text += ". Default: " + roff(option.fallback);
  return text + (option.description.ends_with('.') ? "\n" : ".\n");
}

std::string flags_of(const OptionText& option) {
  std::vector<std::string> flags;
  for (const std::string& flag : option.flags) flags.push_back(bold(flag));
  return join(flags, ", ") + (option.value.empty() ? "" : " " + italic(option.value));
}

void add_commands(const CommandText& command, std::string& page) {
  if (command.commands.empty()) return;
  page += ".SH COMMANDS\n";
  for (const CommandText& sub : command.commands) {
    page += ".TP\n" + bold(sub.path.back());
    for (const OptionText& positional : sub.positionals) page += " " + italic(positional.value);
    page += "\n" + roff(sub.description) + ".\n";
  }
}

void add_neighbours(const CommandText& root, const CommandText& command, std::string& page) {
  std::vector<std::string> names;
  for (const CommandText* other : all_commands(root)) {
    const bool is_near =
        other->path.size() + 1 == command.path.size() ||
        (command.path.size() == 1 && other->path.size() == 2) ||
        (other->path.size() == command.path.size() + 1 &&
         std::equal(command.path.begin(), command.path.end(), other->path.begin()));
    if (is_near) names.push_back(bold(other->title("-")) + "(1)");
  }
  page += ".SH SEE ALSO\n" + join(names, ",\n") + "\n";
}

}  // namespace

std::string render_man_page(const CommandText& root, const CommandText& command) {
  std::string page = ".TH " + roff(command.title("-")) +
                     " 1 \"\" \"keytrail " KEYTRAIL_VERSION "\" \"User Commands\"\n.SH NAME\n" +
                     roff(command.title("-")) + " \\- " +
                     roff(replace_all(command.description, "\n", " ")) + "\n.SH SYNOPSIS\n" +
                     synopsis(command) + "\n";
  if (!command.positionals.empty()) {
    page += ".SH ARGUMENTS\n";
    for (const OptionText& positional : command.positionals) {
      page += entry(italic(positional.value), positional);
    }
  }
  add_commands(command, page);
  page += ".SH OPTIONS\n";
  for (const OptionText& option : command.options) page += entry(flags_of(option), option);
  if (!command.footer.empty()) page += ".SH NOTES\n" + roff(command.footer) + "\n";
  if (command.path.size() == 1) {
    page +=
        ".SH EXIT STATUS\n"
        ".TP\n0\nAll held.\n"
        ".TP\n1\nAn expectation failed.\n"
        ".TP\n2\nWrong usage.\n"
        ".TP\n3\nAn input file or pattern is invalid.\n"
        ".TP\n4\nCould not start.\n"
        ".TP\n70\nA fault of keytrail itself.\n";
  }
  add_neighbours(root, command, page);
  return page;
}

}  // namespace keytrail::cli
