#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/metric_filter.h"
#include "logs/operations.h"
#include "logs/page.h"

namespace keytrail::logs {
namespace {

constexpr std::int64_t kFiltersPerPage = 50;

}  // namespace

Result<Json> describe_metric_filters(State& state, Context& context, const Json& input) {
  const auto metric_name = optional_string(input, "metricName");
  const auto metric_namespace = optional_string(input, "metricNamespace");
  if (metric_name.has_value() != metric_namespace.has_value()) {
    return errors::metric_name_without_namespace();
  }
  std::string prefix = context.scope().prefix();
  if (find_member(input, "logGroupName") != nullptr) {
    KT_TRY(const std::string group_key, require_group_id(state, context, input));
    // A name prefix counts only inside one group (DescribeMetricFilters reference).
    prefix = inside(group_key) + string_member(input, "filterNamePrefix");
  }
  KT_TRY(Page page, Page::begin("metricFilters", input, kFiltersPerPage));
  state.filters.each(prefix, [&](const std::string& id, const MetricFilter& filter) {
    if (metric_name && filter.metric_name != *metric_name) return true;
    if (metric_namespace && filter.metric_namespace != *metric_namespace) return true;
    return page.offer(id, [&] { return describe(filter); });
  });
  return std::move(page).finish();
}

}  // namespace keytrail::logs
