#include "scenario/story.h"

#include <algorithm>
#include <map>

#include "base/text.h"

namespace keytrail::scenario {
namespace {

using Kind = StoryLine::Kind;

std::string kind_of(const Json& entry) { return string_member(entry, "kind"); }

Instant instant_in(const Json& entry, std::string_view member) {
  return parse_instant(string_member(entry, member)).value_or(Instant());
}

// "arn:aws:iam::123456789012:user/alice" -> "user/alice".
std::string actor_of(const Json& call) {
  const std::string arn = string_member(call, "identity");
  const std::string actor = arn.substr(arn.rfind(':') + 1);
  const std::string service = string_member(call, "invokedBy");
  if (service.empty()) return actor;
  return actor.empty() ? service : service + " for " + actor;  // Of its own accord.
}

std::string call_text(const Json& call) {
  std::string text = actor_of(call) + "  " + string_member(call, "service") + " " +
                     string_member(call, "operation");
  const std::string code = string_member(call, "errorCode");
  if (code.empty()) return text + " -> ok";
  text += " -> " + code;
  const std::string message = string_member(call, "errorMessage");
  return message.empty() ? text : text + ": " + message;
}

std::string record_text(const Json& record) {
  const std::string code = string_member(record, "errorCode");
  return "record " + string_member(record, "eventName") + (code.empty() ? "" : " " + code);
}

std::string number_text(double value) {
  return value == static_cast<double>(static_cast<std::int64_t>(value))
             ? std::to_string(static_cast<std::int64_t>(value))
             : to_text(Json(value));
}

std::string datapoint_text(const Json& datapoint) {
  return string_member(datapoint, "namespace") + "/" + string_member(datapoint, "metricName") +
         " " + number_text(optional_double(datapoint, "value").value_or(0));
}

std::string transition_text(const Json& transition) {
  return "alarm " + string_member(transition, "alarm") + " " + string_member(transition, "from") +
         " -> " + string_member(transition, "to");
}

std::string notification_text(const Json& notification) {
  const std::string protocol = string_member(notification, "protocol");
  if (protocol.starts_with("email")) {
    return "mail to " + string_member(notification, "endpoint") + ": " +
           string_member(notification, "subject") +
           (string_member(notification, "status") == "pending" ? " (not confirmed: not sent)" : "");
  }
  if (!protocol.empty()) {
    std::string text = protocol + " to " + string_member(notification, "endpoint");
    if (const auto attempt = optional_integer(notification, "attempt")) {
      text += ", attempt " + std::to_string(*attempt);
    }
    return text + ": " + string_member(notification, "status");
  }
  return string_member(notification, "delivery") + " " + string_member(notification, "status");
}

bool is_of_filter(const Json& datapoint) {
  return optional_double(datapoint, "value").value_or(0) != 0 && datapoint.contains("cause");
}

class Teller {
 public:
  explicit Teller(const std::vector<Json>& entries) : entries_(entries) {}

  std::vector<StoryLine> tell(std::size_t from) {
    for (std::size_t i = from; i < entries_.size(); ++i) add(entries_[i]);
    return std::move(lines_);
  }

 private:
  void add(const Json& entry) {
    const std::string kind = kind_of(entry);
    if (kind == "call") {
      called_ = string_member(entry, "operation");
      line(Kind::Call, entry, call_text(entry));
    } else if (kind == "record") {
      record_ = &entry;
      // Nobody called: AWS itself acted, or the record was injected.
      const bool is_of_call = string_member(entry, "eventName") == called_;
      line(Kind::Record, entry, record_text(entry), is_of_call);
    } else if (kind == "log-event") {
      line(Kind::LogEvent, entry, "log event in " + string_member(entry, "logGroup"), true);
    } else if (kind == "datapoint") {
      add_datapoint(entry);
    } else if (kind == "alarm-transition") {
      line(Kind::Alarm, entry, transition_text(entry));
    } else if (kind == "notification") {
      line(Kind::Notification, entry, notification_text(entry));
    } else if (kind == "clock") {
      called_.clear();
      line(Kind::Clock, entry,
           "the clock moves on by " + to_text(instant_in(entry, "to") - instant_in(entry, "from")));
    }
  }

  void add_datapoint(const Json& entry) {
    if (!is_of_filter(entry)) {
      if (!entry.contains("cause") && optional_double(entry, "value").value_or(0) != 0) {
        line(Kind::Datapoint, entry, "datapoint " + datapoint_text(entry));
      }
      return;
    }
    std::string text =
        record_ && string_member(*record_, "eventID") == string_member(entry, "cause")
            ? record_text(*record_) + " -> "
            : std::string();
    text += string_member(entry, "source") + " -> " + datapoint_text(entry);
    line(Kind::Datapoint, entry, std::move(text));
  }

  void line(Kind kind, const Json& entry, std::string text, bool is_detail = false) {
    lines_.push_back({kind, instant_in(entry, "time"), std::move(text), is_detail});
  }

  const std::vector<Json>& entries_;
  std::vector<StoryLine> lines_;
  const Json* record_ = nullptr;
  std::string called_;
};

constexpr const char* kUndelivered = "no trail delivered it to a log group";
constexpr const char* kUnmatched = "no metric filter matched it";
constexpr const char* kUnchanged = "no alarm changed its state";

// Where a chain begins: a call that somebody made, or a record that no call made.
struct Beginning {
  std::size_t at = 0;
  bool is_call = false;
  bool has_failed = false;
  std::string event_id;  // Of its record; empty: there is none.
};

std::vector<Beginning> find_beginnings(const std::vector<Json>& entries) {
  constexpr std::size_t kServices = static_cast<std::size_t>(-1);  // A call that a service made.
  std::vector<Beginning> found;
  std::map<std::string, std::size_t> calls;  // Request id -> where in `found`.
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const Json& entry = entries[i];
    const std::string kind = kind_of(entry);
    const bool has_failed = entry.contains("errorCode");
    if (kind == "call") {
      const bool is_services = entry.contains("invokedBy");
      calls[string_member(entry, "requestId")] = is_services ? kServices : found.size();
      if (!is_services) found.push_back({i, true, has_failed, {}});
    } else if (kind == "record") {
      const std::string id = string_member(entry, "eventID");
      const auto call = calls.find(string_member(entry, "cause"));
      if (call == calls.end()) {
        found.push_back({i, false, has_failed, id});
      } else if (call->second != kServices && found[call->second].event_id.empty()) {
        found[call->second].event_id = id;  // The owner of what it is about may have another one.
      }
    }
  }
  return found;
}

// What has happened and never should have begins where the last alarm's cause does; what is missing
// most likely with the last failure, else with the last thing that was done.
std::optional<Beginning> find_beginning(const std::vector<Json>& entries, Claim claim) {
  const std::vector<Beginning> all = find_beginnings(entries);
  std::string cause;
  for (const Json& entry : entries) {
    const bool is_alarm =
        kind_of(entry) == "alarm-transition" && string_member(entry, "to") == "ALARM";
    if (claim == Claim::Never && is_alarm) cause = string_member(entry, "cause");
  }
  const auto last = [&](auto is_wanted) -> std::optional<Beginning> {
    const auto one = std::find_if(all.rbegin(), all.rend(), is_wanted);
    return one == all.rend() ? std::nullopt : std::optional(*one);
  };
  if (!cause.empty()) {
    if (auto one = last([&](const Beginning& each) { return each.event_id == cause; })) return one;
  }
  if (auto one = last([](const Beginning& each) { return each.has_failed; })) return one;
  return last([](const Beginning&) { return true; });
}

}  // namespace

std::vector<StoryLine> tell(const std::vector<Json>& entries, std::size_t from) {
  return Teller(entries).tell(from);
}

std::string last_link(const std::vector<Json>& entries, Claim claim, const WhyUnmatched& why) {
  const std::optional<Beginning> begun = find_beginning(entries, claim);
  if (!begun) return "nothing was called";

  const Json& first = entries[begun->at];
  std::vector<std::string> held = {begun->is_call ? string_member(first, "service") + " " +
                                                        string_member(first, "operation")
                                                  : record_text(first)};
  held[0] += " at " + string_member(first, "time");
  std::string missing = begun->is_call ? "no record was written" : kUndelivered;
  std::string group;
  const Json* evaluation = nullptr;
  const auto is_of_it = [&](const Json& entry, const char* member) {
    return !begun->event_id.empty() && string_member(entry, member) == begun->event_id;
  };
  for (std::size_t i = begun->at + 1; i < entries.size(); ++i) {
    const Json& entry = entries[i];
    const std::string kind = kind_of(entry);
    if (kind == "record" && is_of_it(entry, "eventID")) {
      held.push_back(record_text(entry));
      missing = kUndelivered;
    } else if (kind == "log-event" && is_of_it(entry, "eventID")) {
      group = string_member(entry, "logGroup");
      held.push_back("log event in " + group);
      missing = kUnmatched;
    } else if (kind == "datapoint" && is_of_it(entry, "cause")) {
      held.push_back("datapoint " + datapoint_text(entry));
      missing = kUnchanged;
    } else if (kind == "alarm-evaluation") {
      evaluation = &entry;
    } else if (kind == "alarm-transition" && string_member(entry, "to") == "ALARM") {
      held.push_back(transition_text(entry) + " at " + string_member(entry, "time"));
      missing = "nobody was notified";
    } else if (kind == "notification") {
      held.push_back(notification_text(entry));
      missing.clear();
    }
  }
  std::string text = join(held, ", ");
  if (missing.empty()) return text;
  text += "; " + missing;
  if (missing == kUnmatched) {
    const std::string reason = why(group, begun->event_id);
    if (!reason.empty()) text += ": " + reason;
  }
  if (evaluation && missing == kUnchanged) {
    text += " (" + string_member(*evaluation, "alarm") + " was judged " +
            string_member(*evaluation, "result") + " at " + string_member(*evaluation, "time");
    const std::string reason = string_member(*evaluation, "why");
    text += (reason.empty() ? "" : ": " + reason) + ")";
  } else if (missing == kUnchanged) {
    text += ": none has been judged since";
  }
  return text;
}

}  // namespace keytrail::scenario
