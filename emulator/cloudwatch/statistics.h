// Statistics turn the datapoints of one period into one number. A datapoint row says "this value,
// so many times" or is a statistic set, which tells too little for percentiles and their kin.
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
  enum class Kind {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    Percentile,
    TrimmedMean,
    WinsorizedMean,
    TrimmedCount,
    TrimmedSum,
    PercentileRank,
  };
  Kind kind = Kind::Average;

  // Which samples the last six look at; a percentile is the highest of its part. In percent, those
  // whose place in the order of all lies between the two; else those above the lower value, up to
  // the upper one.
  bool is_in_percent = true;
  std::optional<double> lower = {};
  std::optional<double> upper = {};

  bool is_extended() const { return kind >= Kind::Percentile; }
  // Below so many samples a percentile says little (PutMetricAlarm,
  // EvaluateLowSampleCountPercentile); 0 for all other statistics.
  double samples_for_significance() const;
};

// "Sum", "p99.9", "tm90", "TM(10%:90%)", "PR(:300)", "IQM"; nothing for any other text
// (CloudWatch guide, "CloudWatch statistics definitions").
std::optional<Statistic> find_statistic(std::string_view name);

class Aggregate {
 public:
  void add(const DatapointRow& row);

  double sample_count() const { return sample_count_; }
  // Nothing when the statistic cannot be told: the extended ones need raw values that are not
  // negative, and a mean needs at least one.
  std::optional<double> value(const Statistic& statistic) const;

 private:
  std::optional<double> extended_value(const Statistic& statistic) const;

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
