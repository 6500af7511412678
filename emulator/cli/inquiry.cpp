#include "cli/inquiry.h"

#include <algorithm>

#include "base/instant.h"
#include "base/text.h"
#include "scenario/comparison_words.h"

namespace keytrail::cli {
namespace {

using client::ControlError;

constexpr std::size_t kJudgementsShown = 5;
constexpr std::size_t kTransitionsShown = 5;

Instant instant_in(const Json& object, const char* name) {
  return parse_instant(text_in(object, name)).value_or(Instant());
}

double number_in(const Json& object, const char* name) {
  return optional_double(object, name).value_or(0);
}

std::string sign_of(const Json& alarm) {
  for (const scenario::ComparisonWords& row : scenario::kComparisonWords) {
    if (row.operator_name == text_in(alarm, "ComparisonOperator")) return std::string(row.sign);
  }
  return text_in(alarm, "ComparisonOperator");
}

bool is_breaching(const Json& alarm, double value) {
  const std::string sign = sign_of(alarm);
  const double threshold = number_in(alarm, "Threshold");
  if (sign == ">=") return value >= threshold;
  if (sign == ">") return value > threshold;
  return sign == "<" ? value < threshold : value <= threshold;
}

// Of an alarm on an expression: that of its queries.
Duration period_of(const Json& alarm) {
  std::int64_t seconds = optional_integer(alarm, "Period").value_or(0);
  for (const Json& query : list_in(alarm, "Metrics")) {
    const Json* stat = find_member(query, "MetricStat");
    const Json& holder = stat == nullptr ? query : *stat;
    if (seconds == 0) seconds = optional_integer(holder, "Period").value_or(0);
  }
  return std::chrono::seconds(seconds);
}

// "Sum of KMS/Errors >= 1 in 2 of 3 periods of 1m; missing data: notBreaching"
std::string condition_of(const Json& alarm) {
  const std::string rule = text_in(alarm, "AlarmRule");
  if (!rule.empty()) return rule;
  std::string statistic = text_in(alarm, "Statistic");
  if (statistic.empty()) statistic = text_in(alarm, "ExtendedStatistic");
  const std::string what =
      list_in(alarm, "Metrics").empty()
          ? statistic + " of " + text_in(alarm, "Namespace") + "/" + text_in(alarm, "MetricName")
          : "an expression";
  const std::int64_t periods = optional_integer(alarm, "EvaluationPeriods").value_or(1);
  const std::int64_t needed = optional_integer(alarm, "DatapointsToAlarm").value_or(periods);
  const std::string missing = text_in(alarm, "TreatMissingData");
  return what + " " + sign_of(alarm) + " " + to_java_double(number_in(alarm, "Threshold")) +
         " in " + std::to_string(needed) + " of " + std::to_string(periods) + " periods of " +
         to_text(period_of(alarm)) + "; missing data: " + (missing.empty() ? "missing" : missing);
}

const char* actions_member(const std::string& state) {
  return state == "ALARM" ? "AlarmActions"
         : state == "OK"  ? "OKActions"
                          : "InsufficientDataActions";
}

}  // namespace

std::string text_in(const Json& object, const char* name) { return string_member(object, name); }

const Json& list_in(const Json& object, const char* name) {
  static const Json kNone = Json::array();
  const Json* const found = find_member(object, name);
  return found != nullptr && found->is_array() ? *found : kNone;
}

// The first request that fails ends it.
Json Inquiry::ask(std::variant<Json, ControlError> answer) {
  if (auto* error = std::get_if<ControlError>(&answer)) {
    if (!trouble_) trouble_ = std::move(*error);
    return Json::object();
  }
  return std::get<Json>(std::move(answer));
}

Json Inquiry::observe(const char* service, const char* operation, Json input) {
  const Json answer = ask(client_.post("call", {{"service", service},
                                                {"operation", operation},
                                                {"input", std::move(input)},
                                                {"account", home_.account},
                                                {"region", home_.region},
                                                {"observe", true}}));
  const Json* const output = find_member(answer, "output");
  return output == nullptr ? Json::object() : *output;
}

bool Inquiry::is_here(const Json& entry) const {
  return text_in(entry, "account") == home_.account && text_in(entry, "region") == home_.region;
}

bool Inquiry::find_call(const std::string& wanted) {
  std::string request_id = wanted;
  for (const Json& entry : timeline_) {
    if (text_in(entry, "kind") == "record" && text_in(entry, "eventID") == wanted) {
      request_id = text_in(entry, "cause");
    }
  }
  for (auto entry = timeline_.rbegin(); entry != timeline_.rend(); ++entry) {
    if (text_in(*entry, "kind") != "call") continue;
    const bool is_it = wanted.empty() ? !text_in(*entry, "errorCode").empty()
                                      : text_in(*entry, "requestId") == request_id;
    if (!is_it) continue;
    found_["call"] = *entry;
    home_ = {text_in(*entry, "account"), text_in(*entry, "region")};
    return true;
  }
  return false;
}

// What names the call, or what came of it, as its cause.
void Inquiry::follow() {
  const std::string request_id = text_in(found_["call"], "requestId");
  for (const char* link : {"logEvents", "datapoints", "alarms", "notifications"}) {
    found_[link] = Json::array();
  }
  for (const Json& entry : timeline_) {
    const std::string kind = text_in(entry, "kind");
    const std::string cause = text_in(entry, "cause");
    if (kind == "record" && cause == request_id && event_id_.empty()) {
      found_["record"] = entry;
      event_id_ = text_in(entry, "eventID");
    } else if (kind == "log-event" && !event_id_.empty() &&
               text_in(entry, "eventID") == event_id_) {
      found_["logEvents"].push_back(entry);
    } else if (kind == "datapoint" && !event_id_.empty() && cause == event_id_) {
      found_["datapoints"].push_back(entry);
    } else if (kind == "notification" && cause == request_id) {
      found_["notifications"].push_back(entry);
    }
  }
}

// Of every log group the record came to.
void Inquiry::explain_filters() {
  Json filters = Json::array();
  std::vector<std::string> groups;
  for (const Json& event : list_in(found_, "logEvents")) {
    const std::string group = text_in(event, "logGroup");
    if (std::find(groups.begin(), groups.end(), group) != groups.end()) continue;
    groups.push_back(group);
    const Json events =
        observe("cloudtrail", "LookupEvents",
                {{"LookupAttributes",
                  Json::array({{{"AttributeKey", "EventId"}, {"AttributeValue", event_id_}}})}});
    const Json& there = list_in(events, "Events");
    const std::string record = there.empty() ? "" : text_in(there[0], "CloudTrailEvent");
    const Json described = observe("logs", "DescribeMetricFilters", {{"logGroupName", group}});
    for (const Json& filter : list_in(described, "metricFilters")) {
      Json judged = ask(client_.post("filter", {{"pattern", text_in(filter, "filterPattern")},
                                                {"messages", Json::array({record})}}));
      if (list_in(judged, "events").empty()) continue;
      Json verdict = judged["events"][0];
      verdict["name"] = text_in(filter, "filterName");
      verdict["logGroup"] = group;
      verdict["pattern"] = text_in(filter, "filterPattern");
      filters.push_back(std::move(verdict));
    }
  }
  found_["filters"] = std::move(filters);
}

// The alarms that watch what was counted.
void Inquiry::explain_alarms() {
  for (const Json& point : list_in(found_, "datapoints")) {
    const Json watching = observe(
        "cloudwatch", "DescribeAlarmsForMetric",
        {{"Namespace", text_in(point, "namespace")}, {"MetricName", text_in(point, "metricName")}});
    for (const Json& alarm : list_in(watching, "MetricAlarms")) {
      Json seen = look_at(alarm, &point);
      for (const Json& transition : seen["transitions"]) {
        for (const Json& action : list_in(transition, "actions")) {
          for (const Json& sent : list_in(action, "notifications")) {
            found_["notifications"].push_back(sent);
          }
        }
      }
      found_["alarms"].push_back(std::move(seen));
    }
  }
}

bool Inquiry::explain_alarm_named(const std::string& name) {
  for (auto entry = timeline_.rbegin(); entry != timeline_.rend(); ++entry) {
    const bool is_of_alarm = text_in(*entry, "alarm") == name;
    const bool is_any_call = text_in(*entry, "kind") == "call" && home_.account.empty();
    if (!is_of_alarm && !is_any_call) continue;
    home_ = {text_in(*entry, "account"), text_in(*entry, "region")};
    if (is_of_alarm) break;
  }
  const Json described =
      observe("cloudwatch", "DescribeAlarms",
              {{"AlarmNames", {name}}, {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}});
  found_["alarms"] = Json::array();
  for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
    for (const Json& alarm : list_in(described, kind)) {
      found_["alarms"].push_back(look_at(alarm, nullptr));
    }
  }
  return !found_["alarms"].empty();
}

// `point`: the datapoint whose part in it is asked for; null: what happened last.
Json Inquiry::look_at(const Json& alarm, const Json* point) {
  const std::string name = text_in(alarm, "AlarmName");
  return {{"name", name},
          {"condition", condition_of(alarm)},
          {"state", text_in(alarm, "StateValue")},
          {"reason", text_in(alarm, "StateReason")},
          {"judgements", judgements_of(alarm, name, point)},
          {"transitions", transitions_of(alarm, name, point)}};
}

// Each with the periods it looked at, counted back from its instant.
Json Inquiry::judgements_of(const Json& alarm, const std::string& name, const Json* point) {
  const Duration period = period_of(alarm);
  const Instant wanted = point == nullptr ? Instant() : instant_in(*point, "timestamp");
  Json found = Json::array();
  for (const Json& entry : timeline_) {
    if (text_in(entry, "kind") != "alarm-evaluation" || text_in(entry, "alarm") != name ||
        !is_here(entry)) {
      continue;
    }
    const Json& values = list_in(entry, "datapoints");
    const Instant at = instant_in(entry, "time");
    Instant begin = at - static_cast<std::int64_t>(values.size()) * period;
    if (point != nullptr && (wanted < begin || wanted >= at || entry["id"] <= (*point)["id"])) {
      continue;
    }
    Json periods = Json::array();
    for (const Json& value : values) {
      Json bucket = {{"from", to_rfc3339(begin)}, {"until", to_rfc3339(begin + period)}};
      bucket["value"] = value;
      if (value.is_number()) bucket["breaching"] = is_breaching(alarm, value.get<double>());
      if (point != nullptr && wanted >= begin && wanted < begin + period) bucket["own"] = true;
      periods.push_back(std::move(bucket));
      begin += period;
    }
    found.push_back({{"time", text_in(entry, "time")},
                     {"periods", std::move(periods)},
                     {"result", text_in(entry, "result")},
                     {"why", text_in(entry, "why")}});
  }
  // Of a datapoint the first are of interest, of an alarm the last.
  while (found.size() > kJudgementsShown) found.erase(point == nullptr ? 0 : found.size() - 1);
  return found;
}

Json Inquiry::transitions_of(const Json& alarm, const std::string& name, const Json* point) {
  Json changes = Json::array();
  for (const Json& entry : timeline_) {
    if (text_in(entry, "kind") != "alarm-transition" || text_in(entry, "alarm") != name ||
        !is_here(entry) || (point != nullptr && entry["id"] <= (*point)["id"])) {
      continue;
    }
    changes.push_back(entry);
  }
  while (changes.size() > kTransitionsShown) {
    changes.erase(point == nullptr ? 0 : changes.size() - 1);
  }
  for (Json& change : changes) change["actions"] = actions_of(alarm, change);
  return changes;
}

// What each action came to; where none was taken, one entry that says why.
Json Inquiry::actions_of(const Json& alarm, const Json& transition) {
  const auto none = [](std::string why) {
    return Json::array({{{"outcome", "none: " + std::move(why)}}});
  };
  const char* const member = actions_member(text_in(transition, "to"));
  if (list_in(alarm, member).empty()) return none(std::string("the alarm has no ") + member);
  if (!optional_bool(alarm, "ActionsEnabled").value_or(true)) {
    return none("the alarm's actions are disabled");
  }
  for (const Json& entry : timeline_) {
    if (text_in(entry, "kind") == "alarm-suppression" && is_here(entry) &&
        text_in(entry, "alarm") == text_in(transition, "alarm") &&
        text_in(entry, "time") == text_in(transition, "time") && !text_in(entry, "by").empty()) {
      return none("held back while " + text_in(entry, "by") + " is in ALARM");
    }
  }
  Json actions = Json::array();
  for (const Json& action : list_in(alarm, member)) {
    actions.push_back(outcome_of(alarm, transition, action.get<std::string>()));
  }
  return actions;
}

Json Inquiry::outcome_of(const Json& alarm, const Json& transition, const std::string& action) {
  Json outcome = {{"action", action}};
  Json sent = Json::array();
  for (const Json& entry : timeline_) {
    if (text_in(entry, "kind") == "notification" && text_in(entry, "topic") == action &&
        text_in(entry, "time") == text_in(transition, "time") &&
        text_in(entry, "cause") == text_in(alarm, "AlarmArn")) {
      sent.push_back(entry);
    }
  }
  const auto reached = [](const Json& entry) {
    return text_in(entry, "status") != "pending" && text_in(entry, "status") != "filtered";
  };
  if (!sent.empty()) {
    const bool is_heard = std::any_of(sent.begin(), sent.end(), reached);
    const bool is_pending = std::any_of(sent.begin(), sent.end(), [](const Json& entry) {
      return text_in(entry, "status") == "pending";
    });
    outcome["outcome"] = is_heard     ? "sent"
                         : is_pending ? "published, but no subscription is confirmed"
                                      : "published, but every filter policy leaves it out";
    outcome["notifications"] = std::move(sent);
    return outcome;
  }
  const Json history = observe("cloudwatch", "DescribeAlarmHistory",
                               {{"AlarmName", text_in(alarm, "AlarmName")},
                                {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}},
                                {"HistoryItemType", "Action"},
                                {"MaxRecords", 100}});
  const double at = static_cast<double>(millis_of(instant_in(transition, "time"))) / 1000.0;
  for (const Json& item : list_in(history, "AlarmHistoryItems")) {
    const Json data = parse_json(text_in(item, "HistoryData")).value_or(Json());
    const bool is_it =
        number_in(item, "Timestamp") == at && text_in(data, "notificationResource") == action;
    if (!is_it) continue;
    const std::string error = text_in(data, "error");
    outcome["outcome"] =
        error.empty() ? "published, but the topic had no subscription" : "failed: " + error;
    return outcome;
  }
  outcome["outcome"] = "none: it was not an action of the alarm then";
  return outcome;
}

std::variant<Json, ControlError> Inquiry::explain(const std::string& wanted) {
  timeline_ = ask(client_.get("timeline"));
  if (!trouble_ && !find_call(wanted)) {
    if (!wanted.empty() && explain_alarm_named(wanted) && !trouble_) return found_;
    if (trouble_) return *trouble_;
    return ControlError{ControlError::Kind::Refused,
                        wanted.empty()
                            ? "no call has failed; name an event id, a request id or an alarm"
                            : "there is no call, and no alarm, " + wanted + " in the timeline"};
  }
  if (!trouble_) follow();
  if (!trouble_) explain_filters();
  if (!trouble_) explain_alarms();
  if (trouble_) return *trouble_;
  return found_;
}

}  // namespace keytrail::cli
