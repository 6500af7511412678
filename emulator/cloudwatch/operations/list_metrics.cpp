#include <algorithm>

#include "cloudwatch/metrics.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/paging.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::size_t kPageSize = 500;
constexpr std::chrono::days kShownFor{14};
constexpr std::chrono::hours kRecently{3};

// Each filter's name must be there, with its value if one is given; more dimensions may be.
bool has_dimensions(const MetricKey& key, const Json* filters) {
  if (!filters) return true;
  return std::all_of(filters->begin(), filters->end(), [&](const Json& filter) {
    const std::string name = string_member(filter, "Name");
    const std::optional<std::string> value = optional_string(filter, "Value");
    return std::any_of(key.dimensions.begin(), key.dimensions.end(), [&](const Dimension& one) {
      return one.name == name && (!value || one.value == *value);
    });
  });
}

}  // namespace

Result<Json> list_metrics(State& state, Context& context, const Json& input) {
  KT_TRY(const std::optional<std::string> after, page_position(input));
  const std::optional<std::string> wanted_namespace = optional_string(input, "Namespace");
  const std::optional<std::string> wanted_name = optional_string(input, "MetricName");
  const Json* filters = find_member(input, "Dimensions");
  const Duration shown_for =
      find_member(input, "RecentlyActive") ? Duration(kRecently) : Duration(kShownFor);

  Json metrics = Json::array();
  std::optional<std::string> last;
  bool is_more = false;
  state.metrics.each(context.scope().prefix(), [&](const std::string& id, const Metric& metric) {
    const MetricKey& key = metric.key;
    if (after && id <= *after) return true;
    if (!metric.active_at || *metric.active_at + shown_for < context.now) return true;
    if (wanted_namespace && key.metric_namespace != *wanted_namespace) return true;
    if (wanted_name && key.name != *wanted_name) return true;
    if (!has_dimensions(key, filters)) return true;
    if (metrics.size() == kPageSize) {
      is_more = true;
      return false;
    }
    metrics.push_back(Json{{"Namespace", key.metric_namespace},
                           {"MetricName", key.name},
                           {"Dimensions", dimensions_json(key.dimensions)}});
    last = id;
    return true;
  });
  Json output{{"Metrics", std::move(metrics)}};
  if (is_more) output["NextToken"] = make_token(*last);
  return output;
}

}  // namespace keytrail::cloudwatch
