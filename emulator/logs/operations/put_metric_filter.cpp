#include "logs/errors.h"
#include "logs/lookup.h"
#include "logs/metric_filter.h"
#include "logs/operations.h"

namespace keytrail::logs {
namespace {

// CloudWatch Logs quotas.
constexpr std::size_t kFiltersPerGroupMax = 100;
constexpr std::size_t kRegexFiltersPerGroupMax = 5;

MetricFilter make_filter(const Context& context, const Json& input) {
  const Json& transformation = input.at("metricTransformations").at(0);
  MetricFilter filter;
  filter.group = string_member(input, "logGroupName");
  filter.name = string_member(input, "filterName");
  filter.pattern = string_member(input, "filterPattern");
  filter.metric_name = string_member(transformation, "metricName");
  filter.metric_namespace = string_member(transformation, "metricNamespace");
  filter.metric_value = string_member(transformation, "metricValue");
  filter.default_value = optional_double(transformation, "defaultValue");
  filter.unit = string_member(transformation, "unit");
  if (const Json* dimensions = find_member(transformation, "dimensions")) {
    filter.dimensions = dimensions->get<std::map<std::string, std::string>>();
  }
  filter.field_selection = string_member(input, "fieldSelectionCriteria");
  if (const Json* fields = find_member(input, "emitSystemFieldDimensions")) {
    filter.system_fields = fields->get<std::vector<std::string>>();
  }
  filter.created_at = context.now;
  return filter;
}

// Counts the group's other filters: the one that is replaced makes room for itself.
Result<void> check_quotas(const State& state, const std::string& group_key,
                          const std::string& filter_id, const FilterPattern& pattern) {
  std::size_t others = 0;
  std::size_t others_with_regex = 0;
  state.filters.each(inside(group_key), [&](const std::string& id, const MetricFilter& other) {
    if (id == filter_id) return;
    ++others;
    const CompiledFilter* compiled = find_compiled(other);
    if (compiled != nullptr && compiled->pattern.has_regex()) ++others_with_regex;
  });
  const bool is_one_regex_too_many =
      pattern.has_regex() && others_with_regex >= kRegexFiltersPerGroupMax;
  if (others >= kFiltersPerGroupMax || is_one_regex_too_many) {
    return errors::resource_limit_exceeded();
  }
  return {};
}

}  // namespace

Result<Json> put_metric_filter(State& state, Context& context, const Json& input) {
  MetricFilter filter = make_filter(context, input);
  KT_TRY(filter.compiled, compile_filter(filter));
  KT_TRY(const std::string group_key, require_group_id(state, context, input));
  const std::string id = inside(group_key) + filter.name;
  KT_TRY_VOID(check_quotas(state, group_key, id, filter.compiled->pattern));
  state.filters.put(id, std::move(filter));
  return Json();
}

}  // namespace keytrail::logs
