#include "scenario/picture_taker.h"

#include <algorithm>

#include "base/text.h"
#include "scenario/comparison_words.h"
#include "scenario/look.h"

namespace keytrail::scenario {
namespace {

using namespace std::chrono_literals;

// An alarm looks at so many periods more than it judges.
constexpr std::int64_t kPeriodsLookedAtMore = 2;

SeenState seen_state(const std::string& name) {
  const auto found = std::find(kSeenStateNames.begin(), kSeenStateNames.end(), name);
  return static_cast<SeenState>(found - kSeenStateNames.begin());
}

std::size_t index_of(SeenState state) { return static_cast<std::size_t>(state); }

std::string metric_of(const Json& object, const char* name_space, const char* name) {
  return string_member(object, name_space) + "/" + string_member(object, name);
}

Instant time_of(const Json& entry, const char* member) {
  return parse_instant(string_member(entry, member)).value_or(Instant());
}

std::string condition_of(const Json& alarm, const AlarmPicture& picture) {
  const std::int64_t periods = optional_integer(alarm, "EvaluationPeriods").value_or(1);
  const std::int64_t needed = optional_integer(alarm, "DatapointsToAlarm").value_or(periods);
  const Duration period = std::chrono::seconds(optional_integer(alarm, "Period").value_or(60));
  std::string statistic = string_member(alarm, "Statistic");
  if (statistic.empty()) statistic = string_member(alarm, "ExtendedStatistic");
  return statistic + " of " + picture.metric + " " + picture.comparison + " " +
         to_java_double(picture.threshold) + " in " + std::to_string(needed) + " of " +
         std::to_string(periods) + " periods of " + to_text(period) +
         "; missing data: " + optional_string(alarm, "TreatMissingData").value_or("missing");
}

// Two columns become one, of which the value further towards the threshold stays.
PictureColumn merged(const AlarmPicture& picture, const PictureColumn& a, const PictureColumn& b) {
  PictureColumn both;
  for (std::size_t i = 0; i < both.saw.size(); ++i) both.saw[i] = a.saw[i] || b.saw[i];
  both.value = a.value ? a.value : b.value;
  if (a.value && b.value) {
    both.value = picture.comparison.starts_with('>') ? std::max(*a.value, *b.value)
                                                     : std::min(*a.value, *b.value);
  }
  return both;
}

void halve(AlarmPicture& picture) {
  std::vector<PictureColumn> wider;
  for (std::size_t i = 0; i < picture.columns.size(); i += 2) {
    const bool is_pair = i + 1 < picture.columns.size();
    wider.push_back(
        merged(picture, picture.columns[i], is_pair ? picture.columns[i + 1] : PictureColumn()));
  }
  picture.columns = std::move(wider);
}

std::string identity_in(const Json& record) {
  const Json* who = find_member(record, "userIdentity");
  if (who == nullptr) return {};
  for (const char* member : {"arn", "userName", "invokedBy", "principalId", "type"}) {
    if (const std::string name = string_member(*who, member); !name.empty()) return name;
  }
  return {};
}

}  // namespace

bool AlarmPicture::is_beyond(double value) const {
  if (comparison == ">=") return value >= threshold;
  if (comparison == ">") return value > threshold;
  return comparison == "<" ? value < threshold : value <= threshold;
}

PictureTaker::PictureTaker(Emulator& emulator, Instant from)
    : emulator_(emulator), from_(floor_to(from, 1min)), until_(from_ + 1min) {
  const ListOperation described{"cloudwatch", "DescribeAlarms", "MetricAlarms", "NextToken"};
  for (const Json& alarm : look_at_all(emulator, described)) {
    Watched& watched = watch(alarm);
    AlarmPicture& picture = watched.picture;
    picture.metric = metric_of(alarm, "Namespace", "MetricName");
    const std::string comparison = string_member(alarm, "ComparisonOperator");
    for (const ComparisonWords& row : kComparisonWords) {
      if (row.operator_name == comparison) picture.comparison = row.sign;
    }
    picture.threshold = optional_double(alarm, "Threshold").value_or(0);
    picture.condition = condition_of(alarm, picture);
    const std::int64_t periods = optional_integer(alarm, "EvaluationPeriods").value_or(1);
    watched.period = std::chrono::seconds(optional_integer(alarm, "Period").value_or(60));
    watched.periods = static_cast<std::size_t>(periods);
    Series& series = series_[picture.metric];
    series.kept = std::max(series.kept, (periods + kPeriodsLookedAtMore) * watched.period);
  }
  const ListOperation composites{"cloudwatch", "DescribeAlarms", "CompositeAlarms", "NextToken"};
  const Json of_kind = {{"AlarmTypes", {"CompositeAlarm"}}};
  for (const Json& alarm : look_at_all(emulator, composites, of_kind)) {
    watch(alarm).picture.condition = string_member(alarm, "AlarmRule");
  }
}

PictureTaker::Watched& PictureTaker::watch(const Json& alarm) {
  Watched& watched = alarms_.emplace_back();
  watched.picture.name = string_member(alarm, "AlarmName");
  watched.state = seen_state(string_member(alarm, "StateValue"));
  watched.since = from_;
  watched.picture.stays[index_of(watched.state)].times = 1;
  by_name_[watched.picture.name] = &watched;
  return watched;
}

PictureTaker::Watched* PictureTaker::find(const Json& entry) {
  const auto found = by_name_.find(string_member(entry, "alarm"));
  return found == by_name_.end() ? nullptr : found->second;
}

void PictureTaker::take(const Json& entry) {
  const std::string kind = string_member(entry, "kind");
  if (kind == "record") {
    passing_ = {time_of(entry, "time"),
                string_member(entry, "eventID"),
                string_member(entry, "eventName"),
                string_member(entry, "errorCode"),
                {}};
  } else if (kind == "log-event") {
    passing_.log_group = string_member(entry, "logGroup");
  } else if (kind == "datapoint") {
    take_datapoint(entry);
  } else if (kind == "alarm-evaluation") {
    if (Watched* alarm = find(entry)) take_evaluation(*alarm, entry);
  } else if (kind == "alarm-transition") {
    if (Watched* alarm = find(entry)) take_transition(*alarm, entry);
  }
}

void PictureTaker::take_datapoint(const Json& entry) {
  const auto found = series_.find(metric_of(entry, "namespace", "metricName"));
  // A default value has no record behind it.
  if (found == series_.end() || string_member(entry, "cause") != passing_.event_id) return;
  Series& series = found->second;
  const Instant at = time_of(entry, "timestamp");
  series.counted.erase(series.counted.begin(), series.counted.lower_bound(at - series.kept));
  Counted& counted = series.counted[at];
  if (counted.count++ < kFiringRecordsListed) counted.first.push_back(passing_);
}

void PictureTaker::take_evaluation(Watched& alarm, const Json& entry) {
  if (alarm.picture.is_composite()) return;
  alarm.judged = entry["datapoints"];
  alarm.judged_at = time_of(entry, "time");
  const Instant begin = alarm.judged_at - alarm.period;
  if (begin < from_ || alarm.judged.empty() || !alarm.judged.back().is_number()) return;
  PictureColumn newest;
  newest.value = alarm.judged.back().get<double>();
  PictureColumn& there = column(alarm, begin);
  there = merged(alarm.picture, there, newest);
}

void PictureTaker::take_transition(Watched& alarm, const Json& entry) {
  const Instant at = time_of(entry, "time");
  AlarmPicture& picture = alarm.picture;
  stay_until(alarm, at);
  if (alarm.state == SeenState::Alarm && !picture.firings.empty() &&
      picture.firing_count == picture.firings.size()) {
    picture.firings.back().until = at;
  }
  alarm.state = seen_state(string_member(entry, "to"));
  alarm.since = std::max(at, from_);
  if (at < from_) {  // Of the set-up: where the picture begins.
    picture.stays = {};
    picture.stays[index_of(alarm.state)].times = 1;
    return;
  }
  ++picture.stays[index_of(alarm.state)].times;
  if (alarm.state != SeenState::Alarm) return;
  ++picture.firing_count;
  picture.last_firing = at;
  if (picture.firings.size() < kFiringsListed) picture.firings.push_back(firing_of(alarm, entry));
}

void PictureTaker::stay_until(Watched& alarm, Instant until) {
  if (until <= alarm.since) return;
  until_ = std::max(until_, until);
  const std::size_t state = index_of(alarm.state);
  alarm.picture.stays[state].lasting += until - alarm.since;
  column(alarm, until - Duration(1));  // Makes room, which may change where the first one is.
  const std::size_t end = column_of(until - Duration(1));
  for (std::size_t i = column_of(alarm.since); i <= end; ++i) {
    alarm.picture.columns[i].saw[state] = true;
  }
}

// The records that were counted in the periods that spoke for the alarm: of the newest with data,
// as many as it judges, those beyond the threshold.
Firing PictureTaker::firing_of(const Watched& alarm, const Json& transition) {
  Firing firing;
  firing.at = time_of(transition, "time");
  firing.reason = string_member(transition, "reason");
  if (alarm.picture.is_composite()) return firing;
  const std::map<Instant, Counted>& counted = series_[alarm.picture.metric].counted;
  std::size_t left = alarm.periods;
  Instant begin = alarm.judged_at;
  std::vector<const Counted*> newest_first;
  for (auto value = alarm.judged.rbegin(); value != alarm.judged.rend() && left > 0; ++value) {
    const Instant end = std::exchange(begin, begin - alarm.period);
    if (!value->is_number()) continue;
    --left;
    if (!alarm.picture.is_beyond(value->get<double>())) continue;
    auto last = counted.lower_bound(end);
    const auto first = counted.lower_bound(begin);
    while (last != first) newest_first.push_back(&(--last)->second);
  }
  for (auto one = newest_first.rbegin(); one != newest_first.rend(); ++one) {
    firing.record_count += (*one)->count;
    for (const Passing& record : (*one)->first) {
      if (firing.records.size() == kFiringRecordsListed) break;
      firing.records.push_back({record.at, record.event, record.error_code, identity_of(record)});
    }
  }
  return firing;
}

// The log group has the record; the timeline only says which it is.
std::string PictureTaker::identity_of(const Passing& record) {
  const Json found = look(emulator_, "logs", "FilterLogEvents",
                          {{"logGroupName", record.log_group},
                           {"startTime", millis_of(record.at)},
                           {"endTime", millis_of(record.at)},
                           {"filterPattern", "{ $.eventID = \"" + record.event_id + "\" }"}});
  const Json* events = find_member(found, "events");
  if (events == nullptr || events->empty()) return {};
  const auto text = parse_json(string_member((*events)[0], "message"));
  return text ? identity_in(*text) : std::string();
}

std::size_t PictureTaker::column_of(Instant at) {
  return static_cast<std::size_t>((at - from_) / column_);
}

PictureColumn& PictureTaker::column(Watched& alarm, Instant at) {
  while (column_of(at) >= kPictureColumns) {
    column_ *= 2;
    for (Watched& one : alarms_) halve(one.picture);
  }
  std::vector<PictureColumn>& columns = alarm.picture.columns;
  columns.resize(std::max(columns.size(), column_of(at) + 1));
  return columns[column_of(at)];
}

ReplayPicture PictureTaker::finish(Instant last_record) {
  until_ = std::max(until_, next_whole(last_record, 1min));
  for (Watched& alarm : alarms_) stay_until(alarm, until_);
  ReplayPicture picture{from_, until_, column_, {}};
  for (Watched& alarm : alarms_) picture.alarms.push_back(std::move(alarm.picture));
  return picture;
}

}  // namespace keytrail::scenario
