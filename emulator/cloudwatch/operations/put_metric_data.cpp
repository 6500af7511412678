#include <algorithm>
#include <cmath>

#include "cloudwatch/errors.h"
#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::size_t kDataMax = 1000;
constexpr std::size_t kValuesMax = 150;
constexpr std::chrono::days kPastMax{14};
constexpr std::chrono::hours kFutureMax{2};

Result<void> check_number(double value, const std::string& parameter) {
  static const double kMagnitudeMax = std::ldexp(1.0, 360);
  if (std::isfinite(value) && std::fabs(value) <= kMagnitudeMax) return {};
  return invalid_value(to_java_double(value), parameter);
}

Result<std::vector<DatapointRow>> statistic_set(const Json& set, const std::string& parameter) {
  for (const auto& [name, number] : set.items()) {
    KT_TRY_VOID(check_number(number.get<double>(), parameter + "." + name));
  }
  DatapointRow row;
  row.is_statistic_set = true;
  row.sample_count = *optional_double(set, "SampleCount");
  row.minimum = *optional_double(set, "Minimum");
  row.maximum = *optional_double(set, "Maximum");
  if (row.sample_count <= 0) {
    return invalid_parameter_value("The parameter " + parameter +
                                   ".SampleCount must be greater than 0.");
  }
  if (row.maximum < row.minimum) {
    return invalid_parameter_value("The parameter " + parameter + ".Maximum must be greater than " +
                                   parameter + ".Minimum.");
  }
  row.value = *optional_double(set, "Sum") / row.sample_count;
  return std::vector{row};
}

Result<std::vector<DatapointRow>> value_list(const Json& values, const Json* counts,
                                             const std::string& name) {
  if (values.size() > kValuesMax) return collection_too_large(name + ".Values", kValuesMax);
  if (counts && counts->size() != values.size()) {
    return different_sizes(name + ".Values", name + ".Counts");
  }
  std::vector<DatapointRow> rows;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::string member = ".member." + std::to_string(i + 1);
    DatapointRow row = single_value(values[i].get<double>());
    KT_TRY_VOID(check_number(row.value, name + ".Values" + member));
    if (counts) row.sample_count = (*counts)[i].get<double>();
    KT_TRY_VOID(check_number(row.sample_count, name + ".Counts" + member));
    if (row.sample_count < 0) {
      return invalid_value(to_java_double(row.sample_count), name + ".Counts" + member);
    }
    // A count of zero says that nothing was seen.
    if (row.sample_count > 0) rows.push_back(std::move(row));
  }
  return rows;
}

// Exactly one of Value, Values and StatisticValues.
Result<std::vector<DatapointRow>> rows_of(const Json& datum, const std::string& name) {
  const Json* value = find_member(datum, "Value");
  const Json* values = find_member(datum, "Values");
  const Json* counts = find_member(datum, "Counts");
  const Json* set = find_member(datum, "StatisticValues");
  if (value && values) return mutually_exclusive(name + ".Value", name + ".Values");
  if (value && set) return mutually_exclusive(name + ".Value", name + ".StatisticValues");
  if (values && set) return mutually_exclusive(name + ".Values", name + ".StatisticValues");
  if (counts && !values) return different_sizes(name + ".Values", name + ".Counts");
  if (set) return statistic_set(*set, name + ".StatisticValues");
  if (values) return value_list(*values, counts, name);
  if (!value) {
    return missing_one_of(name + ".Value", name + ".Values", name + ".StatisticValues");
  }
  KT_TRY_VOID(check_number(value->get<double>(), name + ".Value"));
  return std::vector{single_value(value->get<double>())};
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
}

// Names and values are ASCII, no name begins with a colon (Dimension reference) or comes twice.
Result<void> check_dimensions(const std::vector<Dimension>& dimensions, const std::string& name) {
  std::set<std::string_view> names;
  for (const Dimension& dimension : dimensions) {
    const std::string member = name + ".Dimensions.member." + std::to_string(names.size() + 1);
    if (!is_ascii(dimension.name) || dimension.name.starts_with(':')) {
      return invalid_value(dimension.name, member + ".Name");
    }
    if (!is_ascii(dimension.value)) return invalid_value(dimension.value, member + ".Value");
    if (!names.insert(dimension.name).second) return dimension_given_twice();
  }
  return {};
}

Result<Datapoints> datapoints_of(const Context& context, const std::string& metric_namespace,
                                 const Json& datum, const std::string& name) {
  Datapoints data;
  std::vector<Dimension> dimensions = dimensions_of(datum);
  KT_TRY_VOID(check_dimensions(dimensions, name));
  data.metric =
      make_metric_key(metric_namespace, string_member(datum, "MetricName"), std::move(dimensions));
  const auto at = optional_integer(datum, "Timestamp");
  data.at = at ? instant_of(*at) : context.now;
  if (data.at < context.now - kPastMax || data.at > context.now + kFutureMax) {
    return outside_two_weeks(name + ".Timestamp");
  }
  const auto resolution = optional_integer(datum, "StorageResolution").value_or(60);
  if (resolution != 1 && resolution != 60) {
    return invalid_value(std::to_string(resolution), name + ".StorageResolution");
  }
  data.resolution = resolution == 1 ? Duration(kHighResolution) : Duration(kStandardResolution);
  data.unit = string_member(datum, "Unit");
  KT_TRY(data.rows, rows_of(datum, name));
  data.source = "PutMetricData";
  data.cause = context.request_id;
  return data;
}

}  // namespace

Result<Json> put_metric_data(State& state, Context& context, const Json& input) {
  const std::string metric_namespace = string_member(input, "Namespace");
  if (metric_namespace.starts_with("AWS/")) return invalid_value("AWS/", "Namespace");
  const Json* given = find_member(input, "MetricData");
  if (!given || given->empty()) return missing_parameter("MetricData");
  if (given->size() > kDataMax) return collection_too_large("MetricData", kDataMax);

  std::vector<Datapoints> all;
  for (const Json& datum : *given) {
    const std::string name = "MetricData.member." + std::to_string(all.size() + 1);
    KT_TRY(Datapoints data, datapoints_of(context, metric_namespace, datum, name));
    all.push_back(std::move(data));
  }
  for (const Datapoints& data : all) put_datapoints(state, context, context.scope(), data);
  return Json();
}

}  // namespace keytrail::cloudwatch
