// StateReason and StateReasonData: which datapoints decided, and how the missing ones were taken.
#include "base/text.h"
#include "cloudwatch/alarm_texts.h"

namespace keytrail::cloudwatch {
namespace {

// From so many deciding datapoints on only the newest are listed, in another order of words.
constexpr std::size_t kListedMax = 5;

// StateReasonData has 4,000 characters at most; so many datapoints surely fit.
constexpr std::size_t kDataPointsMax = 30;

std::string counted(std::size_t count, std::string_view noun) {
  return std::to_string(count) + ' ' + std::string(noun) + (count == 1 ? "" : "s");
}

std::string_view was_or_were(std::size_t count) { return count == 1 ? " was " : " were "; }

std::string_view comparison_words(Comparison comparison) {
  switch (comparison) {
    case Comparison::GreaterOrEqual:
      return "greater than or equal to";
    case Comparison::Greater:
      return "greater than";
    case Comparison::Less:
      return "less than";
    case Comparison::LessOrEqual:
      return "less than or equal to";
  }
  return {};
}

std::string_view treated_as(MissingData missing_data) {
  switch (missing_data) {
    case MissingData::Breaching:
      return "[Breaching]";
    case MissingData::NotBreaching:
      return "[NonBreaching]";
    case MissingData::Missing:
      return "[Missing]";
    case MissingData::Ignore:
      return "[Ignore]";
  }
  return {};
}

// "[1.0 (26/02/26 10:14:00), …]", newest first.
std::string listed(const std::vector<Bucket>& buckets) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < std::min(buckets.size(), kListedMax); ++i) {
    texts.push_back(to_java_double(*buckets[i].value) + " (" +
                    format_utc(buckets[i].start_at, "%d/%m/%y %H:%M:%S") + ')');
  }
  return '[' + join(texts, ", ") + ']';
}

std::string missing_part(const AlarmRule& rule, const Verdict& verdict) {
  const auto filled = static_cast<std::size_t>(verdict.filled);
  return counted(filled, "missing datapoint") + std::string(was_or_were(filled)) + "treated as " +
         std::string(treated_as(rule.missing_data));
}

bool fills_in(const AlarmRule& rule) {
  return rule.missing_data == MissingData::Breaching ||
         rule.missing_data == MissingData::NotBreaching;
}

// The text when missing datapoints decided rather than real ones.
std::string received_reason(const AlarmRule& rule, const Verdict& verdict, std::size_t real) {
  const std::string received = real == 0 ? "no datapoints" : counted(real, "datapoint");
  return "Threshold Crossed: " + received + std::string(real == 0 ? " were " : was_or_were(real)) +
         "received for " + counted(static_cast<std::size_t>(rule.evaluation_periods), "period") +
         " and " + missing_part(rule, verdict) + '.';
}

std::string transition_part(const AlarmRule& rule, AlarmState state) {
  const bool is_alarm = state == AlarmState::Alarm;
  const int needed =
      is_alarm ? rule.datapoints_to_alarm : rule.evaluation_periods - rule.datapoints_to_alarm + 1;
  return " (minimum " + counted(static_cast<std::size_t>(needed), "datapoint") + " for " +
         (is_alarm ? "OK -> ALARM" : "ALARM -> OK") + " transition)";
}

// The text that lists the datapoints. Alarms with DatapointsToAlarm say how many of how many.
std::string crossed_reason(const AlarmRule& rule, const Alarm& alarm, const Verdict& verdict,
                           const std::vector<Bucket>& deciding) {
  const bool is_m_of_n = alarm.datapoints_to_alarm.has_value();
  const bool is_long = deciding.size() >= kListedMax;
  std::string text = "Threshold Crossed: ";
  text += is_m_of_n ? std::to_string(deciding.size()) + " out of the last " +
                          std::to_string(rule.evaluation_periods) + " datapoints"
                    : counted(deciding.size(), "datapoint");
  if (!is_long) text += ' ' + listed(deciding);
  text += was_or_were(deciding.size());
  if (verdict.state == AlarmState::Ok) text += "not ";
  text += std::string(comparison_words(rule.comparison)) + " the threshold (" +
          to_java_double(rule.threshold) + ')';
  if (verdict.filled > 0 && fills_in(rule)) text += " and " + missing_part(rule, verdict);
  if (is_long) {
    text += ". The most recent datapoints which crossed the threshold: " + listed(deciding);
  }
  if (is_m_of_n) text += transition_part(rule, verdict.state);
  return text + '.';
}

std::string missing_explanation(MissingData missing_data) {
  switch (missing_data) {
    case MissingData::Breaching:
      return " missing, taken as breaching";
    case MissingData::NotBreaching:
      return " missing, taken as not breaching";
    case MissingData::Ignore:
      return " missing, ignored";
    case MissingData::Missing:
      return " missing, left out";
  }
  return {};
}

// Fewer than M datapoints decide alone when all there are breach and the oldest is M periods old:
// nothing that may still arrive could speak against it (CloudWatch guide, "How alarm state is
// evaluated when data is missing", and its table for 2 of 3).
std::string lone_explanation(const AlarmRule& rule, AlarmState result) {
  return "; all there are breach, and the oldest is " +
         std::string(result == AlarmState::Alarm ? "" : "not yet ") +
         counted(static_cast<std::size_t>(rule.datapoints_to_alarm), "period") + " old";
}

}  // namespace

std::string explain(const AlarmRule& rule, AlarmState previous, const Verdict& verdict) {
  std::vector<Bucket> taken;
  std::size_t breaching = 0;
  double samples = 0;
  for (const Bucket& bucket : verdict.evaluated) {
    if (!bucket.value) continue;
    taken.push_back(bucket);
    breaching += is_breaching(rule, *bucket.value);
    samples += bucket.sample_count;
  }
  std::string text = counted(taken.size(), "datapoint");
  if (!taken.empty()) {
    text += ' ' + listed(taken) + ", " + std::to_string(breaching) + ' ' +
            std::string(comparison_words(rule.comparison)) + ' ' + to_java_double(rule.threshold);
  }
  text += "; " + std::to_string(rule.datapoints_to_alarm) + " of " +
          std::to_string(rule.evaluation_periods) + " needed";
  if (verdict.filled > 0) {
    text += "; " + std::to_string(verdict.filled) + missing_explanation(rule.missing_data);
  }
  const bool is_lone = verdict.filled > 0 && breaching > 0 && breaching == taken.size() &&
                       breaching < static_cast<std::size_t>(rule.datapoints_to_alarm);
  const bool is_too_few = !taken.empty() && samples < rule.samples_min;
  if (is_too_few) text += "; too few samples";
  if (is_lone && !is_too_few && rule.missing_data == MissingData::Missing) {
    text += lone_explanation(rule, verdict.state);
  }
  const bool is_same = verdict.state == previous;
  return text + (is_same ? ": stays " : ": " + state_name(previous) + " -> ") +
         state_name(verdict.state);
}

std::string state_reason(const AlarmRule& rule, const Alarm& alarm, const Verdict& verdict) {
  if (verdict.state == AlarmState::InsufficientData) {
    const auto unknown = static_cast<std::size_t>(rule.evaluation_periods);
    return "Insufficient Data: " + counted(unknown, "datapoint") +
           std::string(was_or_were(unknown)) + "unknown.";
  }
  std::size_t real = 0;
  std::vector<Bucket> deciding;
  for (const Bucket& bucket : verdict.evaluated) {
    if (!bucket.value) continue;
    ++real;
    if (is_breaching(rule, *bucket.value) == (verdict.state == AlarmState::Alarm)) {
      deciding.push_back(bucket);
    }
  }
  const bool has_filled = verdict.filled > 0 && fills_in(rule);
  if (deciding.empty() || (has_filled && !alarm.datapoints_to_alarm)) {
    return received_reason(rule, verdict, real);
  }
  return crossed_reason(rule, alarm, verdict, deciding);
}

Json state_reason_data(const Alarm& alarm, const Verdict& verdict, Instant now) {
  Json recent = Json::array();
  Json evaluated = Json::array();
  std::optional<Instant> start_at;
  for (const Bucket& bucket : verdict.evaluated) {
    if (evaluated.size() == kDataPointsMax) break;
    Json one{{"timestamp", to_cloudwatch_time(bucket.start_at)}};
    if (bucket.value) {
      if (alarm.queries.empty()) one["sampleCount"] = bucket.sample_count;
      one["value"] = *bucket.value;
      recent.insert(recent.begin(), *bucket.value);
      start_at = bucket.start_at;
    }
    evaluated.push_back(std::move(one));
  }
  Json data{{"version", "1.0"}, {"queryDate", to_cloudwatch_time(now)}};
  if (start_at) data["startDate"] = to_cloudwatch_time(*start_at);
  if (alarm.unit) data["unit"] = *alarm.unit;
  if (alarm.queries.empty()) data["statistic"] = alarm.watched_statistic();
  data["period"] = alarm.period / std::chrono::seconds(1);
  data["recentDatapoints"] = std::move(recent);
  data["threshold"] = alarm.threshold;
  data["evaluatedDatapoints"] = std::move(evaluated);
  return data;
}

}  // namespace keytrail::cloudwatch
