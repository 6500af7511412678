// The alarm evaluator judges a range of buckets: M of the newest N datapoints decide, and missing
// ones are filled in only when the whole range holds fewer than N real ones. It is a pure function
// of rule, previous state and buckets (CloudWatch guide, "Configuring how alarms treat missing
// data").
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "base/instant.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

enum class Comparison { GreaterOrEqual, Greater, Less, LessOrEqual };
enum class MissingData { Missing, Ignore, Breaching, NotBreaching };

struct AlarmRule {
  Comparison comparison = Comparison::GreaterOrEqual;
  double threshold = 0;
  int evaluation_periods = 1;   // N
  int datapoints_to_alarm = 1;  // M
  MissingData missing_data = MissingData::Missing;
  // Fewer samples than this in the evaluated datapoints leave the state as it is.
  double samples_min = 0;
};

struct Bucket {
  Instant start_at;
  std::optional<double> value;  // None: no datapoint.
  double sample_count = 0;
};

struct Verdict {
  AlarmState state = AlarmState::InsufficientData;
  // What was looked at, newest first: the real datapoints, and the buckets that were filled in.
  std::vector<Bucket> evaluated;
  int filled = 0;
};

// CloudWatch asks for more datapoints than N; how many more it does not say. Two fits its example
// (three periods, a range of five).
inline constexpr int kExtraBuckets = 2;

// The comparison of that name; none for the operators of anomaly bands.
std::optional<Comparison> find_comparison(std::string_view name);
std::optional<MissingData> find_missing_data(std::string_view name);

AlarmRule rule_of(const Alarm& alarm);
bool is_breaching(const AlarmRule& rule, double value);

// `range` runs from the oldest to the newest bucket.
Verdict evaluate(const AlarmRule& rule, AlarmState previous, std::span<const Bucket> range);

}  // namespace keytrail::cloudwatch
