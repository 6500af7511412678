// clock, inbox, reset and status: thin clients of a running emulator's control API.
#include <ostream>

#include "base/text.h"
#include "cli/client_flags.h"
#include "cli/commands.h"

namespace keytrail::cli {
namespace {

// Prints "now", mode and speed, and the work a move ran.
void print_clock(std::ostream& out, const Json& clock) {
  out << string_member(clock, "now") << "  " << string_member(clock, "mode");
  if (const auto speed = optional_double(clock, "speed"); speed && *speed != 1) {
    out << ", speed " << *speed;
  }
  out << "\n";
  if (const Json* ran = find_member(clock, "ran")) {
    for (const auto& [work, count] : ran->items()) out << "  " << work << ": " << count << "\n";
  }
}

void print_mail(std::ostream& out, const Json& mail) {
  out << string_member(mail, "time") << "  to " << string_member(mail, "to") << "\n"
      << "Subject: " << string_member(mail, "subject") << "\n";
  if (const auto link = optional_string(mail, "confirmUrl")) out << "Confirm: " << *link << "\n";
  out << "\n" << string_member(mail, "body") << "\n\n";
}

using Flags = ClientFlagsPointer;
using Command = ClientCommand;

int move_clock(Io& io, const ClientFlags& flags, const std::string& verb,
               const std::string& value) {
  Json body = {{verb, value}};
  if (verb == "speed") {
    char* end = nullptr;
    const double speed = std::strtod(value.c_str(), &end);
    if (value.empty() || *end != '\0') {
      return fail(io, kWrongUsage, "clock speed: expected a number, got '" + value + "'");
    }
    body[verb] = speed;
  }
  Command command(io, flags);
  return command.show(command.client().post("clock", body),
                      [&](const Json& clock) { print_clock(command.out(), clock); });
}

void add_clock(CLI::App& app, Io& io, Action& action) {
  struct Verb {
    const char* name;
    const char* value_name;
    const char* description;
  };
  constexpr Verb kVerbs[] = {
      {"advance", "DURATION", "Moves the clock on: 90s, 15m, 10d, 1h30m, P10D"},
      {"set", "TIME", "Moves the clock to a time: 2026-01-31T12:00:00Z"},
      {"mode", "wall|manual", "wall: runs by itself; manual: moves only when told"},
      {"speed", "NUMBER", "How fast the wall clock runs"},
  };
  CLI::App* clock = app.add_subcommand("clock", "Shows or moves a running emulator's clock");
  const Flags flags = add_client_flags(clock);
  clock->require_subcommand(0, 1);
  clock->fallthrough();
  clock->callback([&io, &action, flags, clock] {
    if (!clock->get_subcommands().empty()) return;
    action = [&io, flags] {
      Command command(io, *flags);
      return command.show(command.client().get("clock"),
                          [&](const Json& body) { print_clock(command.out(), body); });
    };
  });
  for (const Verb& verb : kVerbs) {
    CLI::App* sub = clock->add_subcommand(verb.name, verb.description);
    sub->fallthrough();
    auto value = std::make_shared<std::string>();
    sub->add_option("value", *value)->required()->type_name(verb.value_name);
    sub->callback([&io, &action, flags, value, name = std::string(verb.name)] {
      action = [&io, flags, value, name] { return move_clock(io, *flags, name, *value); };
    });
  }
}

void add_inbox(CLI::App& app, Io& io, Action& action) {
  CLI::App* inbox = app.add_subcommand("inbox", "Shows the e-mails a running emulator sent");
  const Flags flags = add_client_flags(inbox);
  auto to = std::make_shared<std::string>();
  auto is_clear = std::make_shared<bool>(false);
  inbox->add_option("--to", *to, "Only those to this address")->type_name("ADDRESS");
  inbox->add_flag("--clear", *is_clear, "Removes them instead");
  inbox->callback([&io, &action, flags, to, is_clear] {
    action = [&io, flags, to, is_clear] {
      Command command(io, *flags);
      const std::string path = to->empty() ? "inbox" : "inbox?to=" + percent_encode(*to);
      if (*is_clear) return command.show(command.client().erase(path), [](const Json&) {});
      return command.show(command.client().get(path), [&](const Json& mails) {
        for (const Json& mail : mails) print_mail(command.out(), mail);
        command.out() << mails.size() << (mails.size() == 1 ? " mail\n" : " mails\n");
      });
    };
  });
}

void add_reset(CLI::App& app, Io& io, Action& action) {
  CLI::App* reset = app.add_subcommand("reset", "Empties a running emulator");
  const Flags flags = add_client_flags(reset);
  reset->callback([&io, &action, flags] {
    action = [&io, flags] {
      Command command(io, *flags);
      return command.show(command.client().post("reset", Json()), [](const Json&) {});
    };
  });
}

void add_status(CLI::App& app, Io& io, Action& action) {
  CLI::App* status = app.add_subcommand("status", "Says whether an emulator runs, and what it has");
  const Flags flags = add_client_flags(status);
  status->callback([&io, &action, flags] {
    action = [&io, flags] {
      Command command(io, *flags);
      auto health = command.client().get("health");
      const auto clock = command.client().get("clock");
      const auto inbox = command.client().get("inbox");
      for (const auto& answer : {health, clock, inbox}) {
        if (!std::holds_alternative<Json>(answer)) return command.show(answer, {});
      }
      Json& whole = std::get<Json>(health);
      whole["clock"] = std::get<Json>(clock);
      whole["mails"] = std::get<Json>(inbox).size();
      return command.show(health, [&](const Json& body) {
        command.out() << "keytrail " << string_member(body, "version") << ": "
                      << string_member(body, "status") << "\nclock     ";
        print_clock(command.out(), body["clock"]);
        command.out() << "inbox     " << body["mails"] << "\nservices ";
        if (const Json* services = find_member(body, "services")) {
          for (const auto& [name, state] : services->items()) command.out() << " " << name;
        }
        command.out() << "\n";
      });
    };
  });
}

}  // namespace

void add_client_commands(CLI::App& app, Io& io, Action& action) {
  add_clock(app, io, action);
  add_inbox(app, io, action);
  add_reset(app, io, action);
  add_status(app, io, action);
}

}  // namespace keytrail::cli
