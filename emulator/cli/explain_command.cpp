// explain: how far one call got along the chain of a running emulator, link by link, and why it
// went no further.
#include <algorithm>
#include <ostream>

#include "base/text.h"
#include "cli/client_flags.h"
#include "cli/commands.h"
#include "client/control_client.h"

namespace keytrail::cli {
namespace {

using client::ControlError;

std::string text(const Json& object, const char* name) { return string_member(object, name); }

const Json& list(const Json& object, const char* name) {
  static const Json kNone = Json::array();
  const Json* const found = find_member(object, name);
  return found != nullptr && found->is_array() ? *found : kNone;
}

// Collects what the emulator knows of a call. The first request that fails ends it.
class Inquiry {
 public:
  explicit Inquiry(const client::ControlClient& client) : client_(client) {}

  // `wanted` is an event id or a request id; empty: the newest call that failed.
  std::variant<Json, ControlError> explain(const std::string& wanted);

 private:
  bool find_call(const std::string& wanted);
  void follow();
  void explain_filters();
  void explain_alarms();
  Json observe(const char* service, const char* operation, Json input);
  Json ask(std::variant<Json, ControlError> answer);

  const client::ControlClient& client_;
  std::optional<ControlError> trouble_;
  Json timeline_;
  Json found_ = Json::object();
  std::string event_id_;
};

Json Inquiry::ask(std::variant<Json, ControlError> answer) {
  if (auto* error = std::get_if<ControlError>(&answer)) {
    if (!trouble_) trouble_ = std::move(*error);
    return Json::object();
  }
  return std::get<Json>(std::move(answer));
}

Json Inquiry::observe(const char* service, const char* operation, Json input) {
  const Json& call = found_["call"];
  const Json answer = ask(client_.post("call", {{"service", service},
                                                {"operation", operation},
                                                {"input", std::move(input)},
                                                {"account", text(call, "account")},
                                                {"region", text(call, "region")},
                                                {"observe", true}}));
  const Json* const output = find_member(answer, "output");
  return output == nullptr ? Json::object() : *output;
}

bool Inquiry::find_call(const std::string& wanted) {
  std::string request_id = wanted;
  for (const Json& entry : timeline_) {
    if (text(entry, "kind") == "record" && text(entry, "eventID") == wanted) {
      request_id = text(entry, "cause");
    }
  }
  for (auto entry = timeline_.rbegin(); entry != timeline_.rend(); ++entry) {
    if (text(*entry, "kind") != "call") continue;
    const bool is_it = wanted.empty() ? !text(*entry, "errorCode").empty()
                                      : text(*entry, "requestId") == request_id;
    if (!is_it) continue;
    found_["call"] = *entry;
    return true;
  }
  return false;
}

// What names the call, or what came of it, as its cause.
void Inquiry::follow() {
  const std::string request_id = text(found_["call"], "requestId");
  for (const char* link : {"logEvents", "datapoints", "alarms", "notifications"}) {
    found_[link] = Json::array();
  }
  for (const Json& entry : timeline_) {
    const std::string kind = text(entry, "kind");
    const std::string cause = text(entry, "cause");
    if (kind == "record" && cause == request_id && event_id_.empty()) {
      found_["record"] = entry;
      event_id_ = text(entry, "eventID");
    } else if (kind == "log-event" && !event_id_.empty() && text(entry, "eventID") == event_id_) {
      found_["logEvents"].push_back(entry);
    } else if (kind == "datapoint" && !event_id_.empty() && cause == event_id_) {
      found_["datapoints"].push_back(entry);
    } else if (kind == "notification" && cause == request_id) {
      found_["notifications"].push_back(entry);
    }
  }
}

void Inquiry::explain_filters() {
  Json filters = Json::array();
  if (!list(found_, "logEvents").empty()) {
    const std::string group = text(found_["logEvents"][0], "logGroup");
    const Json events =
        observe("cloudtrail", "LookupEvents",
                {{"LookupAttributes",
                  Json::array({{{"AttributeKey", "EventId"}, {"AttributeValue", event_id_}}})}});
    const Json& there = list(events, "Events");
    const std::string record = there.empty() ? "" : text(there[0], "CloudTrailEvent");
    const Json described = observe("logs", "DescribeMetricFilters", {{"logGroupName", group}});
    for (const Json& filter : list(described, "metricFilters")) {
      Json judged = ask(client_.post("filter", {{"pattern", text(filter, "filterPattern")},
                                                {"messages", Json::array({record})}}));
      if (list(judged, "events").empty()) continue;
      Json verdict = judged["events"][0];
      verdict["name"] = text(filter, "filterName");
      verdict["pattern"] = text(filter, "filterPattern");
      filters.push_back(std::move(verdict));
    }
  }
  found_["filters"] = std::move(filters);
}

// The alarms that watch what was counted, as they are now, and how they changed since.
void Inquiry::explain_alarms() {
  for (const Json& point : list(found_, "datapoints")) {
    const Json watching = observe(
        "cloudwatch", "DescribeAlarmsForMetric",
        {{"Namespace", text(point, "namespace")}, {"MetricName", text(point, "metricName")}});
    for (const Json& alarm : list(watching, "MetricAlarms")) {
      const std::string name = text(alarm, "AlarmName");
      Json changes = Json::array();
      std::string told_at;
      for (const Json& entry : timeline_) {
        if (entry["id"] <= point["id"]) continue;
        if (text(entry, "kind") == "alarm-transition" && text(entry, "alarm") == name) {
          changes.push_back(entry);
          // The first change to ALARM from here on is the one this datapoint had a part in.
          if (told_at.empty() && text(entry, "to") == "ALARM") told_at = text(entry, "time");
        } else if (text(entry, "kind") == "notification" && text(entry, "time") == told_at &&
                   text(entry, "cause").ends_with(":alarm:" + name)) {
          found_["notifications"].push_back(entry);
        }
      }
      found_["alarms"].push_back({{"name", name},
                                  {"state", text(alarm, "StateValue")},
                                  {"reason", text(alarm, "StateReason")},
                                  {"transitions", std::move(changes)}});
    }
  }
}

std::variant<Json, ControlError> Inquiry::explain(const std::string& wanted) {
  timeline_ = ask(client_.get("timeline"));
  if (!trouble_ && !find_call(wanted)) {
    return ControlError{ControlError::Kind::Refused,
                        wanted.empty() ? "no call has failed; name an event id or a request id"
                                       : "the timeline has no call " + wanted};
  }
  if (!trouble_) follow();
  if (!trouble_) explain_filters();
  if (!trouble_) explain_alarms();
  if (trouble_) return *trouble_;
  return found_;
}

// ---- in words ----

void print_filters(std::ostream& out, const Json& found) {
  for (const Json& filter : list(found, "filters")) {
    const bool matches = filter["matches"] == true;
    out << "  filter        " << text(filter, "name")
        << (matches ? " matches " : " does not match ") << text(filter, "pattern") << "\n";
    for (const Json& clause : list(filter, "clauses")) {
      out << (clause["holds"] == true ? "                  holds  " : "                  fails  ")
          << text(clause, "text") << "  (" << text(clause, "found") << ")\n";
    }
  }
}

void print_alarms(std::ostream& out, const Json& found) {
  for (const Json& alarm : list(found, "alarms")) {
    for (const Json& change : list(alarm, "transitions")) {
      out << "  alarm         " << text(alarm, "name") << " " << text(change, "from") << " -> "
          << text(change, "to") << " at " << text(change, "time") << ": " << text(change, "reason")
          << "\n";
    }
    if (list(alarm, "transitions").empty()) {
      out << "  alarm         " << text(alarm, "name") << " stays " << text(alarm, "state")
          << " so far: " << text(alarm, "reason") << "\n";
    }
  }
}

// Why the chain ends where it does; nothing when it reached somebody.
std::string ending(const Json& found) {
  if (!found.contains("record")) {
    return "no record: a data event, or refused before CloudTrail sees it";
  }
  if (list(found, "logEvents").empty()) {
    return "no log event: no trail that logs, takes such events and has a log group was there";
  }
  if (list(found, "datapoints").empty()) {
    return list(found, "filters").empty() ? "no metric filter: the log group has none"
                                          : "no datapoint: no filter matched then";
  }
  if (list(found, "alarms").empty()) return "no alarm watches what was counted";
  if (list(found, "notifications").empty()) {
    return "nobody was told: no alarm went to ALARM because of this yet (they judge at the end of "
           "a "
           "period: keytrail clock advance 1m), or it has no action";
  }
  return {};
}

void print_explanation(std::ostream& out, const Json& found) {
  const Json& call = found["call"];
  out << text(call, "time") << "  " << text(call, "service") << " " << text(call, "operation")
      << " by " << text(call, "identity");
  if (!text(call, "errorCode").empty()) {
    out << " -> " << text(call, "errorCode") << ": " << text(call, "errorMessage");
  }
  out << "\n";
  if (const Json* record = find_member(found, "record")) {
    out << "  record        " << text(*record, "eventID") << "\n";
  }
  for (const Json& event : list(found, "logEvents")) {
    out << "  log event     " << text(event, "logGroup") << ", stream " << text(event, "logStream")
        << "\n";
  }
  print_filters(out, found);
  for (const Json& point : list(found, "datapoints")) {
    out << "  datapoint     " << text(point, "namespace") << "/" << text(point, "metricName") << " "
        << point["value"].dump() << " for " << text(point, "timestamp") << "\n";
  }
  print_alarms(out, found);
  for (const Json& sent : list(found, "notifications")) {
    out << "  notification  " << text(sent, "protocol") << " to " << text(sent, "endpoint") << ": "
        << text(sent, "status") << ", " << text(sent, "subject") << "\n";
  }
  if (const std::string reason = ending(found); !reason.empty()) out << "  " << reason << "\n";
}

}  // namespace

void add_explain(CLI::App& app, Io& io, Action& action) {
  CLI::App* explain = app.add_subcommand(
      "explain", "Says how far a call got along the chain of a running emulator, and why");
  const ClientFlagsPointer flags = add_client_flags(explain);
  auto id = std::make_shared<std::string>();
  explain->add_option("id", *id, "Event id or request id; without it the newest call that failed")
      ->type_name("ID");
  explain->callback([&io, &action, flags, id] {
    action = [&io, flags, id] {
      ClientCommand command(io, *flags);
      return command.show(Inquiry(command.client()).explain(*id),
                          [&](const Json& found) { print_explanation(command.out(), found); });
    };
  });
}

}  // namespace keytrail::cli
