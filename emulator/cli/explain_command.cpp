// explain: how far one call got along the chain of a running emulator, link by link and datapoint
// by datapoint, and why it went no further; or what an alarm made of its datapoints lately.
#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "cli/client_flags.h"
#include "cli/commands.h"
#include "cli/inquiry.h"

namespace keytrail::cli {
namespace {

// Older ones of a long range are counted, unless there is something in them.
constexpr std::size_t kPeriodsShown = 12;

void print_filters(std::ostream& out, const Json& found) {
  for (const Json& filter : list_in(found, "filters")) {
    const bool matches = filter["matches"] == true;
    out << "  filter        " << text_in(filter, "name")
        << (matches ? " matches " : " does not match ") << text_in(filter, "pattern") << "\n";
    for (const Json& clause : list_in(filter, "clauses")) {
      out << (clause["holds"] == true ? "                  holds  " : "                  fails  ")
          << text_in(clause, "text") << "  (" << text_in(clause, "found") << ")\n";
    }
  }
}

// "00:05:00" of a time in the timeline; the day is in the line above.
std::string clock_text(const std::string& time) {
  return time.size() > 19 ? time.substr(11, time.size() - 12) : time;
}

void print_periods(std::ostream& out, const Json& judgement) {
  const Json& periods = list_in(judgement, "periods");
  const std::size_t older = periods.size() > kPeriodsShown ? periods.size() - kPeriodsShown : 0;
  std::size_t left_out = 0;
  for (std::size_t i = 0; i < periods.size(); ++i) {
    const Json& bucket = periods[i];
    const bool has_value = bucket["value"].is_number();
    if (i < older && !has_value) {
      ++left_out;
      continue;
    }
    out << "                    " << clock_text(text_in(bucket, "from")) << " to "
        << clock_text(text_in(bucket, "until")) << "  "
        << (has_value ? to_java_double(bucket["value"].get<double>()) : "no data")
        << (!has_value                    ? ""
            : bucket["breaching"] == true ? "  breaching"
                                          : "  not breaching")
        << (bucket.contains("own") ? "  <- this datapoint" : "") << "\n";
  }
  if (left_out > 0) {
    out << "                    and " << left_out << " older ones without data\n";
  }
}

void print_judgements(std::ostream& out, const Json& alarm) {
  for (const Json& judgement : list_in(alarm, "judgements")) {
    const std::size_t periods = list_in(judgement, "periods").size();
    out << "                judged at " << text_in(judgement, "time");
    if (periods > 0) out << " over " << periods << (periods == 1 ? " period" : " periods");
    out << "\n";
    print_periods(out, judgement);
    const std::string why = text_in(judgement, "why");
    out << "                  " << (why.empty() ? text_in(judgement, "result") : why) << "\n";
  }
}

void print_notification(std::ostream& out, const char* indent, const Json& sent) {
  const std::string status = text_in(sent, "status");
  out << indent << text_in(sent, "protocol") << " to " << text_in(sent, "endpoint") << ": "
      << status << (status == "pending" ? ", not confirmed and so not sent" : "");
  for (const char* more : {"subject", "error"}) {
    if (const std::string words = text_in(sent, more); !words.empty()) out << ", " << words;
  }
  out << "\n";
}

void print_transition(std::ostream& out, const Json& change) {
  out << "                " << text_in(change, "from") << " -> " << text_in(change, "to") << " at "
      << text_in(change, "time") << ": " << text_in(change, "reason") << "\n";
  for (const Json& action : list_in(change, "actions")) {
    const std::string arn = text_in(action, "action");
    out << "                  action  " << (arn.empty() ? "" : arn + ": ")
        << text_in(action, "outcome") << "\n";
    for (const Json& sent : list_in(action, "notifications")) {
      print_notification(out, "                    ", sent);
    }
  }
}

void print_alarms(std::ostream& out, const Json& found) {
  for (const Json& alarm : list_in(found, "alarms")) {
    out << "  alarm         " << text_in(alarm, "name") << " is " << text_in(alarm, "state") << ": "
        << text_in(alarm, "condition") << "\n";
    print_judgements(out, alarm);
    for (const Json& change : list_in(alarm, "transitions")) print_transition(out, change);
    if (!list_in(alarm, "transitions").empty()) continue;
    out << "                "
        << (list_in(alarm, "judgements").empty()
                ? "not judged yet: it is at the end of a period (keytrail clock advance 1m)"
                : "stays " + text_in(alarm, "state") + " so far")
        << ": " << text_in(alarm, "reason") << "\n";
  }
}

// Why the chain ends where it does; nothing when it reached somebody.
std::string ending(const Json& found) {
  if (!found.contains("record")) {
    return "no record: a data event, or refused before CloudTrail sees it";
  }
  if (list_in(found, "logEvents").empty()) {
    return "no log event: no trail that logs, takes such events and has a log group was there";
  }
  if (list_in(found, "datapoints").empty()) {
    return list_in(found, "filters").empty() ? "no metric filter: the log group has none"
                                             : "no datapoint: no filter matched then";
  }
  if (list_in(found, "alarms").empty()) return "no alarm watches what was counted";
  const Json& sent = list_in(found, "notifications");
  const bool is_heard = std::any_of(sent.begin(), sent.end(), [](const Json& one) {
    return text_in(one, "status") != "pending" && text_in(one, "status") != "filtered";
  });
  return is_heard ? "" : "nobody was told";
}

void print_explanation(std::ostream& out, const Json& found) {
  if (!found.contains("call")) return print_alarms(out, found);
  const Json& call = found["call"];
  out << text_in(call, "time") << "  " << text_in(call, "service") << " "
      << text_in(call, "operation") << " by " << text_in(call, "identity");
  if (!text_in(call, "errorCode").empty()) {
    out << " -> " << text_in(call, "errorCode") << ": " << text_in(call, "errorMessage");
  }
  out << "\n";
  if (const Json* record = find_member(found, "record")) {
    out << "  record        " << text_in(*record, "eventID") << "\n";
  }
  for (const Json& event : list_in(found, "logEvents")) {
    out << "  log event     " << text_in(event, "logGroup") << ", stream "
        << text_in(event, "logStream") << "\n";
  }
  print_filters(out, found);
  for (const Json& point : list_in(found, "datapoints")) {
    out << "  datapoint     " << text_in(point, "namespace") << "/" << text_in(point, "metricName")
        << " " << point["value"].dump() << " for " << text_in(point, "timestamp") << "\n";
  }
  print_alarms(out, found);
  // Those of alarms stand below them.
  if (list_in(found, "alarms").empty()) {
    for (const Json& sent : list_in(found, "notifications")) {
      print_notification(out, "  notification  ", sent);
    }
  }
  if (const std::string reason = ending(found); !reason.empty()) out << "  " << reason << "\n";
}

}  // namespace

void add_explain(CLI::App& app, Io& io, Action& action) {
  CLI::App* explain = app.add_subcommand(
      "explain",
      "Says how far a call got along the chain of a running emulator, or what an alarm made of its "
      "datapoints, and why");
  const ClientFlagsPointer flags = add_client_flags(explain);
  auto id = std::make_shared<std::string>();
  explain
      ->add_option(
          "id", *id,
          "Event id, request id or name of an alarm; without it the newest call that failed")
      ->type_name("ID|ALARM");
  explain->callback([&io, &action, flags, id] {
    action = [&io, flags, id] {
      ClientCommand command(io, *flags);
      return command.show(Inquiry(command.client()).explain(*id),
                          [&](const Json& found) { print_explanation(command.out(), found); });
    };
  });
}

}  // namespace keytrail::cli
