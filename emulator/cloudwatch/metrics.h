// Metrics: their identity, and the one path on which every datapoint enters, whether a metric
// filter, PutMetricData or another service brings it.
#pragma once

#include "base/json.h"
#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

inline constexpr std::chrono::minutes kStandardResolution{1};
inline constexpr std::chrono::seconds kHighResolution{1};
inline constexpr std::string_view kNoUnit = "None";

// The id in State::metrics and of DatapointRow::metric. Sorts by namespace, name, dimensions.
std::string metric_id(const Scope& scope, const MetricKey& key);

MetricKey make_metric_key(std::string metric_namespace, std::string name,
                          std::vector<Dimension> dimensions);
// From the members Namespace, MetricName and Dimensions, which most inputs have.
MetricKey metric_key_of(const Json& input);
std::vector<Dimension> dimensions_of(const Json& input);
Json dimensions_json(const std::vector<Dimension>& dimensions);

// The row of one value, seen once.
DatapointRow single_value(double value);

// Some values of one metric that belong to one instant. As in a DatapointRow, a statistic set's
// row holds the mean, so that equal rows add up by their sample counts like any others.
struct Datapoints {
  MetricKey metric;
  Instant at;
  Duration resolution = kStandardResolution;
  std::string unit;
  std::vector<DatapointRow> rows;  // Only value, sample_count, minimum, maximum and kind are set.
  std::string source;
  std::string cause;
};
void put_datapoints(State& state, Context& context, const Scope& scope, const Datapoints& data);

}  // namespace keytrail::cloudwatch
