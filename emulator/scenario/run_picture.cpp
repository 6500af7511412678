#include "scenario/run_picture.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "scenario/comparison_words.h"

namespace keytrail::scenario {
namespace {

constexpr std::size_t kAlarmsDrawn = 50;
constexpr std::size_t kMailsShown = 100;

bool is_past(std::string_view sign, double value, double threshold) {
  if (sign == ">=") return value >= threshold;
  if (sign == ">") return value > threshold;
  return sign == "<" ? value < threshold : value <= threshold;
}

std::string_view sign_of(const Json& alarm) {
  if (alarm.is_null()) return {};
  for (const ComparisonWords& row : kComparisonWords) {
    if (row.operator_name == string_member(alarm, "ComparisonOperator")) return row.sign;
  }
  return {};
}

std::string rule_text(const Json& alarm, Duration period) {
  const std::string rule = string_member(alarm, "AlarmRule");
  if (!rule.empty()) return rule;
  std::string statistic = string_member(alarm, "Statistic");
  if (statistic.empty()) statistic = string_member(alarm, "ExtendedStatistic");
  const std::string name = string_member(alarm, "MetricName");
  const std::string what =
      name.empty() ? "an expression"
                   : statistic + " of " + string_member(alarm, "Namespace") + "/" + name;
  const std::int64_t periods = optional_integer(alarm, "EvaluationPeriods").value_or(1);
  const std::string missing = string_member(alarm, "TreatMissingData");
  return what + " " + std::string(sign_of(alarm)) + " " +
         to_java_double(optional_double(alarm, "Threshold").value_or(0)) + " in " +
         std::to_string(optional_integer(alarm, "DatapointsToAlarm").value_or(periods)) + " of " +
         std::to_string(periods) + " periods of " + to_text(period) +
         (missing.empty() ? "" : ", missing data " + missing);
}

// Follows one alarm along the timeline.
class Tracker {
 public:
  Tracker(AlarmTrack& track, const Json& definition, Instant from, Instant until)
      : track_(track), sign_(sign_of(definition)), since_(from), until_(until) {
    track_.period = std::chrono::seconds(optional_integer(definition, "Period").value_or(0));
    if (definition.is_null()) {
      track_.condition = "It is there no more.";
      return;
    }
    track_.condition = rule_text(definition, track_.period);
    if (!sign_.empty()) track_.threshold = optional_double(definition, "Threshold");
  }

  void take(const Json& entry) {
    const Instant at = parse_instant(string_member(entry, "time")).value_or(Instant());
    if (string_member(entry, "kind") == "alarm-evaluation") return take_evaluation(entry, at);
    stay_until(string_member(entry, "from"), at);
    state_ = string_member(entry, "to");
    since_ = at;
  }

  void finish(const std::string& state) {
    stay_until(state_.empty() ? state : state_, until_);
    for (const auto& [from, value] : values_) {
      const bool is_breaching = track_.threshold && is_past(sign_, value, *track_.threshold);
      track_.values.push_back({from, value, is_breaching});
    }
  }

 private:
  void stay_until(const std::string& state, Instant at) {
    if (at > since_ || track_.stays.empty()) track_.stays.push_back({state, since_, at});
  }

  // The range again and again: a period's last value is its own.
  void take_evaluation(const Json& entry, Instant at) {
    const Json* const values = find_member(entry, "datapoints");
    if (values == nullptr || track_.period == Duration(0)) return;
    Instant from = at - static_cast<std::int64_t>(values->size()) * track_.period;
    for (const Json& value : *values) {
      if (value.is_number()) values_[from] = value.get<double>();
      from += track_.period;
    }
  }

  AlarmTrack& track_;
  std::string_view sign_;
  Instant since_;
  Instant until_;
  std::string state_;
  std::map<Instant, double> values_;
};

struct AlarmId {
  std::string account, region, name;
  auto operator<=>(const AlarmId&) const = default;
};

// As it is now; null when it is there no more.
Json definition_of(Target& target, const AlarmId& alarm) {
  CallOptions options;
  options.account = alarm.account;
  options.region = alarm.region;
  options.leaves_no_trace = true;
  const CallResult described = target.call(
      "cloudwatch", "DescribeAlarms",
      {{"AlarmNames", {alarm.name}}, {"AlarmTypes", {"MetricAlarm", "CompositeAlarm"}}}, options);
  for (const char* kind : {"MetricAlarms", "CompositeAlarms"}) {
    const Json* const found = find_member(described.output, kind);
    if (found != nullptr && !found->empty()) return found->front();
  }
  return {};
}

}  // namespace

RunPicture take_picture(Target& target, const std::vector<Json>& timeline, Instant from) {
  RunPicture picture{from, target.now(), {}, {}};
  std::vector<AlarmId> ids;
  std::map<AlarmId, std::vector<const Json*>> entries;
  for (const Json& entry : timeline) {
    const std::string kind = string_member(entry, "kind");
    if (kind != "alarm-evaluation" && kind != "alarm-transition") continue;
    AlarmId id{string_member(entry, "account"), string_member(entry, "region"),
               string_member(entry, "alarm")};
    std::vector<const Json*>& own = entries[id];
    if (own.empty() && ids.size() < kAlarmsDrawn) ids.push_back(id);
    own.push_back(&entry);
  }
  for (const AlarmId& id : ids) {
    const Json definition = definition_of(target, id);
    AlarmTrack& track = picture.alarms.emplace_back();
    track.name = id.name;
    track.region = id.region;
    Tracker tracker(track, definition, from, picture.until);
    for (const Json* entry : entries[id]) tracker.take(*entry);
    tracker.finish(string_member(definition, "StateValue"));
  }
  if (Result<std::vector<Mail>> inbox = target.inbox({}); inbox.ok()) {
    picture.mails = std::move(inbox).value();
    if (picture.mails.size() > kMailsShown) picture.mails.resize(kMailsShown);
  }
  return picture;
}

}  // namespace keytrail::scenario
