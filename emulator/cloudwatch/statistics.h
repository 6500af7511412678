// Statistics turn the datapoints of one period into one number. A datapoint row says "this value,
// so many times" or is a statistic set, of which only percentiles need more than it tells.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/store.h"

namespace keytrail::cloudwatch {

struct Statistic {
  enum class Kind { SampleCount, Average, Sum, Minimum, Maximum, Percentile };
  Kind kind = Kind::Average;
  double percentile = 0;  // Above 0, up to 100.

  // Below so many samples a percentile says little (PutMetricAlarm,
  // EvaluateLowSampleCountPercentile); 0 for the plain statistics.
  double samples_for_significance() const;
};

// "Sum", "p99.9"; nothing for any other text.
std::optional<Statistic> find_statistic(std::string_view name);

// The trimmed family (tm90, IQM, PR(1:5) …), which AWS has and keytrail has not.
bool is_trimmed_statistic(std::string_view name);

class Aggregate {
 public:
  void add(const DatapointRow& row);

  double sample_count() const { return sample_count_; }
  // Nothing when the statistic cannot be told: percentiles need raw values that are not negative.
  std::optional<double> value(const Statistic& statistic) const;

 private:
  std::optional<double> percentile(double percent) const;

  double sample_count_ = 0;
  double sum_ = 0;
  double minimum_ = 0;
  double maximum_ = 0;
  bool has_raw_values_ = true;
  std::vector<std::pair<double, double>> values_;  // (value, how often).
};

enum class Units { Merged, Split };

struct BucketQuery {
  std::string metric;
  Instant from;   // Where the first bucket begins.
  Instant until;  // Exclusive.
  Duration period{0};
  std::optional<std::string> unit;  // Only datapoints of this unit.
  Units units = Units::Merged;      // Split: each unit has buckets of its own.
};

// The buckets that hold data, by unit (empty when merged) and start.
using Buckets = std::map<std::string, std::map<Instant, Aggregate>>;
Buckets read_buckets(Store& store, const BucketQuery& query);

}  // namespace keytrail::cloudwatch
