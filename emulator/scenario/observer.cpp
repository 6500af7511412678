#include "scenario/observer.h"

#include <iterator>

#include "base/json_list.h"
#include "base/text.h"
#include "logs/filter_pattern.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kReasonsShown = 3;  // Filters, and clauses of one.

Json make_log_event(const Json& event) {
  const std::string message = string_member(event, "message");
  std::optional<Json> record = parse_json(message);
  if (record && record->is_object()) return std::move(*record);
  return {{"timestamp", event["timestamp"]},
          {"stream", string_member(event, "logStreamName")},
          {"message", message}};
}

}  // namespace

Result<const std::vector<Json>*> Observer::entries(const std::string& kind) {
  std::vector<Json>& known = entries_[kind];
  TimelineQuery query;
  query.kind = kind;
  if (!known.empty()) query.since = known.back()["id"].get<std::uint64_t>();
  KT_TRY(Json fresh, target_.timeline(query));
  for (Json& entry : fresh) known.push_back(std::move(entry));
  return &known;
}

const std::vector<Json>& Observer::timeline() {
  (void)entries("");
  return entries_[""];
}

bool Observer::is_here(const Json& entry) const {
  return string_member(entry, "account") == account_ && string_member(entry, "region") == region_;
}

Result<Json> Observer::call(const char* service, const char* operation, const Json& input) {
  CallOptions options;
  options.account = account_;
  options.region = region_;
  options.leaves_no_trace = true;
  CallResult result = target_.call(service, operation, input, options);
  if (result.error) return *result.error;
  return std::move(result.output);
}

// Parsed when first seen: records and log events never change.
template <class Make>
const Json& Observer::remembered(std::map<std::string, Json>& known, std::string id, Make make) {
  const auto found = known.find(id);
  return found != known.end() ? found->second : known.emplace(std::move(id), make()).first->second;
}

Result<Observer::Items> Observer::records() {
  if (const auto known = found_.find("records"); known != found_.end()) return known->second;
  Items found;
  Json input = Json::object();
  do {
    KT_TRY(const Json page, call("cloudtrail", "LookupEvents", input));
    for (const Json& event : list_member(page, "Events")) {
      found.push_back(&remembered(records_, string_member(event, "EventId"), [&] {
        return parse_json(string_member(event, "CloudTrailEvent")).value_or(Json());
      }));
    }
    input["NextToken"] = string_member(page, "NextToken");
  } while (!string_member(input, "NextToken").empty());
  std::reverse(found.begin(), found.end());  // Event history is newest first.
  return found_["records"] = std::move(found);
}

Result<Observer::Items> Observer::log_events(const std::string& group) {
  const std::string asked = "log events of " + group;
  if (const auto known = found_.find(asked); known != found_.end()) return known->second;
  Items found;
  Json input = {{"logGroupName", group}};
  do {
    KT_TRY(const Json page, call("logs", "FilterLogEvents", input));
    for (const Json& event : list_member(page, "events")) {
      const std::string id = region_ + "/" + group + "/" + string_member(event, "eventId");
      found.push_back(&remembered(log_events_, id, [&] { return make_log_event(event); }));
    }
    input["nextToken"] = string_member(page, "nextToken");
  } while (!string_member(input, "nextToken").empty());
  return found_[asked] = std::move(found);
}

std::string Observer::why_unmatched(const std::string& group, const std::string& event_id) {
  const Result<Items> events = log_events(group);
  const Result<Json> filters = call("logs", "DescribeMetricFilters", {{"logGroupName", group}});
  if (!events.ok() || !filters.ok()) return {};
  const auto event =
      std::find_if(events.value().begin(), events.value().end(),
                   [&](const Json* one) { return string_member(*one, "eventID") == event_id; });
  if (event == events.value().end()) return {};
  const std::string message = to_text(**event);
  std::vector<std::string> reasons;
  for (const Json& filter : list_member(filters.value(), "metricFilters")) {
    const auto pattern = logs::FilterPattern::compile(string_member(filter, "filterPattern"));
    const auto* compiled = std::get_if<logs::FilterPattern>(&pattern);
    if (compiled == nullptr || reasons.size() == kReasonsShown) continue;
    std::vector<std::string> failing;
    for (const auto& clause : compiled->explain(logs::LogMessage(message))) {
      if (clause.holds || failing.size() == kReasonsShown) continue;
      failing.push_back(clause.text + " (" + clause.found + ")");
    }
    reasons.push_back(string_member(filter, "filterName") + " fails " + join(failing, ", "));
  }
  return join(reasons, "; ");
}

Result<Observer::Items> Observer::mails() {
  if (const auto known = found_.find("mails"); known != found_.end()) return known->second;
  KT_TRY(const std::vector<Mail> inbox, target_.inbox({}));
  mails_.clear();
  for (const Mail& mail : inbox) {
    if (mail.account != account_ || mail.region != region_) continue;
    mails_.push_back({{"time", to_rfc3339(mail.at)},
                      {"to", mail.to},
                      {"from", mail.from},
                      {"subject", mail.subject},
                      {"body", mail.body}});
  }
  Items found;
  for (const Json& mail : mails_) found.push_back(&mail);
  return found_["mails"] = std::move(found);
}

Result<Observer::Items> Observer::posts() {
  KT_TRY(const std::vector<Post>* taken, target_.posts());
  Items found;
  for (const Post& post : *taken) {
    if (post.account == account_ && post.region == region_) found.push_back(&post.seen);
  }
  return found;
}

Result<Observer::MetricReading> Observer::metric(const std::string& metric_namespace,
                                                 const std::string& name, Instant begin,
                                                 Instant end) {
  KT_TRY(const std::vector<Json>* datapoints, entries("datapoint"));
  MetricReading reading;
  for (const Json& entry : *datapoints) {
    if (!is_here(entry) || entry["metricName"] != name || entry["namespace"] != metric_namespace) {
      continue;
    }
    const Instant at = parse_instant(string_member(entry, "timestamp")).value_or(Instant());
    if (at < begin || at >= end) continue;
    const double value = entry["value"].get<double>();
    reading.sum += value;
    ++reading.count;
    if (value != 0) ++reading.count_non_zero;
  }
  return reading;
}

Json Observer::change(const std::string& from, const std::string& to, Instant at) const {
  return {{"from", from},
          {"to", to},
          {"at", to_rfc3339(at)},
          {"after", to_text(std::max(Duration(0), at - started_at_))}};
}

Result<Observer::Items> Observer::transitions(const std::string& alarm) {
  KT_TRY(const std::vector<Json>* told, entries("alarm-transition"));
  Items found;
  for (const Json& entry : *told) {
    if (is_here(entry) && entry["alarm"] == alarm) found.push_back(&entry);
  }
  return found;
}

// Of the timeline where there is one, else of the alarm's own history.
Result<std::vector<Json>> Observer::alarm_changes(const std::string& name) {
  std::vector<Json> changes;
  const Result<Items> told = transitions(name);
  if (told.ok()) {
    for (const Json* entry : told.value()) {
      changes.push_back(change(string_member(*entry, "from"), string_member(*entry, "to"),
                               parse_instant(string_member(*entry, "time")).value_or(Instant())));
    }
    return changes;
  }
  if (!is_undoable(told.error())) return told.error();
  Json input = {{"AlarmName", name},
                {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}},
                {"HistoryItemType", "StateUpdate"},
                {"ScanBy", "TimestampAscending"}};
  do {
    KT_TRY(const Json page, call("cloudwatch", "DescribeAlarmHistory", input));
    for (const Json& item : list_member(page, "AlarmHistoryItems")) {
      const Json data = parse_json(string_member(item, "HistoryData")).value_or(Json());
      const auto state = [&](const char* which) {
        const Json* found = find_member(data, which);
        return found == nullptr ? std::string() : string_member(*found, "stateValue");
      };
      const double at = optional_double(item, "Timestamp").value_or(0);
      changes.push_back(change(state("oldState"), state("newState"),
                               instant_of(static_cast<std::int64_t>(at * 1000))));
    }
    input["NextToken"] = string_member(page, "NextToken");
  } while (!string_member(input, "NextToken").empty());
  return changes;
}

Result<Observer::AlarmReading> Observer::alarm(const std::string& name) {
  AlarmReading reading;
  // Without a timeline the alarm itself says as much.
  const Result<Items> told = transitions(name);
  if (told.ok() && !told.value().empty()) {
    const Json& last = *told.value().back();
    reading.exists = true;
    reading.state = string_member(last, "to");
    reading.since = parse_instant(string_member(last, "time")).value_or(Instant());
    return reading;
  }
  KT_TRY(const Json page,
         call("cloudwatch", "DescribeAlarms",
              {{"AlarmNames", {name}}, {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}}));
  for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
    for (const Json& alarm : list_member(page, kind)) {
      const double since = optional_double(alarm, "StateUpdatedTimestamp").value_or(0);
      reading.exists = true;
      reading.state = string_member(alarm, "StateValue");
      reading.since = instant_of(static_cast<std::int64_t>(since * 1000));
    }
  }
  return reading;
}

Result<std::string> Observer::key_state(const std::string& id) {
  const Result<Json> described = call("kms", "DescribeKey", {{"KeyId", id}});
  if (!described.ok() && described.error().code == "NotFoundException") return std::string("gone");
  if (!described.ok()) return described.error();
  return string_member(*find_member(described.value(), "KeyMetadata"), "KeyState");
}

}  // namespace keytrail::scenario
