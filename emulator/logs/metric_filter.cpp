#include "logs/metric_filter.h"

#include "logs/errors.h"
#include "logs/pattern/lexer.h"

namespace keytrail::logs {
namespace {

constexpr std::size_t kDimensionsMax = 3;
constexpr std::chrono::minutes kMinute{1};

Result<void> compile_dimensions(const MetricFilter& filter, CompiledFilter& compiled) {
  const std::size_t count = filter.dimensions.size() + filter.system_fields.size();
  if (count == 0) return {};
  if (filter.default_value) return errors::default_and_dimensions();
  if (count > kDimensionsMax) return errors::too_many_dimensions();
  for (const std::string& field : filter.system_fields) {
    if (!system_field(field, Scope())) return errors::invalid_system_field(field);
  }
  if (!filter.dimensions.empty() && compiled.pattern.kind() == PatternKind::Terms)
    return errors::pattern_without_dimensions();
  for (const auto& [name, value] : filter.dimensions) {
    std::optional<ValueReference> reference = compiled.pattern.reference(value);
    if (!reference) return errors::dimension_is_no_selector();
    compiled.dimensions.emplace_back(name, std::move(*reference));
  }
  return {};
}

// Nothing when a value or a dimension that the filter refers to is absent from the event.
std::optional<MetricValue> make_datapoint(const MetricFilter& settings, const Scope& origin,
                                          const IngestedEvent& event) {
  const CompiledFilter& filter = *settings.compiled;
  MetricValue datapoint = filter.datapoint;
  if (filter.value) {
    const std::optional<double> number = filter.pattern.number_of(*filter.value, event.message);
    if (!number) return std::nullopt;
    datapoint.value = *number;
  }
  for (const auto& [name, reference] : filter.dimensions) {
    std::optional<std::string> text = filter.pattern.text_of(reference, event.message);
    if (!text) return std::nullopt;
    datapoint.dimensions.emplace_back(name, std::move(*text));
  }
  for (const std::string& field : settings.system_fields) {
    datapoint.dimensions.emplace_back(field, *system_field(field, origin));
  }
  datapoint.at = event.at;
  datapoint.cause = event.event_id;
  return datapoint;
}

// Remembers what a filter with a default value saw this minute, and asks for the minute's end.
void note_seen(State& state, Context& context, const std::string& filter_id,
               const MetricFilter& filter, bool is_match) {
  const Instant minute = floor_to(context.now, kMinute);
  const bool is_new_minute = filter.seen_minute != minute;
  if (!is_new_minute && (filter.has_matched_in_minute || !is_match)) return;
  MetricFilter* seen = state.filters.edit(filter_id);
  seen->seen_minute = minute;
  seen->has_matched_in_minute = is_match;
  if (is_new_minute) {
    context.scheduler.schedule(minute + kMinute, Rank::DefaultDatapoint,
                               std::string(kDefaultValueTimer), filter_id);
  }
}

}  // namespace

Result<std::shared_ptr<const CompiledFilter>> compile_filter(const MetricFilter& filter) {
  auto pattern = FilterPattern::compile(filter.pattern);
  if (std::holds_alternative<PatternError>(pattern)) return errors::invalid_filter_pattern();
  std::optional<FieldSelection> selection = FieldSelection::parse(filter.field_selection);
  if (!selection) return errors::invalid_field_selection();
  CompiledFilter compiled{
      std::get<FilterPattern>(std::move(pattern)), std::move(*selection), std::nullopt, {}, {}};
  MetricValue& datapoint = compiled.datapoint;
  datapoint.metric_namespace = filter.metric_namespace;
  datapoint.metric_name = filter.metric_name;
  datapoint.unit = filter.unit;
  datapoint.source = "metric-filter " + filter.name + " of " + filter.group;
  if (const std::optional<double> number = parse_number(filter.metric_value)) {
    datapoint.value = *number;
  } else {
    compiled.value = compiled.pattern.reference(filter.metric_value);
    if (!compiled.value) return errors::metric_value_is_no_number(filter.metric_value);
  }
  KT_TRY_VOID(compile_dimensions(filter, compiled));
  return std::make_shared<const CompiledFilter>(std::move(compiled));
}

const CompiledFilter* find_compiled(const MetricFilter& filter) {
  if (!filter.compiled) {
    auto compiled = compile_filter(filter);
    if (!compiled.ok()) return nullptr;
    filter.compiled = std::move(compiled).value();
  }
  return filter.compiled.get();
}

void run_filters(State& state, Context& context, const Scope& scope, const std::string& group_id,
                 const IngestedEvent& event) {
  state.filters.each(inside(group_id), [&](const std::string& id, const MetricFilter& filter) {
    const CompiledFilter* compiled = find_compiled(filter);
    if (compiled == nullptr || !compiled->selection.takes(scope)) return;
    const bool is_match = compiled->pattern.matches(event.message);
    if (filter.default_value) note_seen(state, context, id, filter, is_match);
    if (!is_match) return;
    if (const auto datapoint = make_datapoint(filter, scope, event)) {
      context.ports.metrics.put(scope, *datapoint);
    }
  });
}

void put_default_value(State& state, Context& context, const Timer& timer) {
  const MetricFilter* filter = state.filters.find(timer.subject);
  if (filter == nullptr || !filter->default_value) return;
  const Instant minute = timer.due - kMinute;
  if (filter->seen_minute != minute || filter->has_matched_in_minute) return;
  const CompiledFilter* compiled = find_compiled(*filter);
  if (compiled == nullptr) return;
  MetricValue datapoint = compiled->datapoint;
  datapoint.at = minute;
  datapoint.value = *filter->default_value;
  // A filter put anew within the minute may have asked for its end twice.
  state.filters.edit(timer.subject)->seen_minute.reset();
  context.ports.metrics.put(context.scope(), datapoint);
}

Json describe(const MetricFilter& filter) {
  Json transformation = {{"metricName", filter.metric_name},
                         {"metricNamespace", filter.metric_namespace},
                         {"metricValue", filter.metric_value}};
  if (filter.default_value) transformation["defaultValue"] = *filter.default_value;
  if (!filter.dimensions.empty()) transformation["dimensions"] = filter.dimensions;
  if (!filter.unit.empty()) transformation["unit"] = filter.unit;
  Json entry = {{"filterName", filter.name},
                {"filterPattern", filter.pattern},
                {"metricTransformations", Json::array({std::move(transformation)})},
                {"creationTime", millis_of(filter.created_at)},
                {"logGroupName", filter.group},
                {"applyOnTransformedLogs", false}};
  if (!filter.field_selection.empty()) entry["fieldSelectionCriteria"] = filter.field_selection;
  if (!filter.system_fields.empty()) entry["emitSystemFieldDimensions"] = filter.system_fields;
  return entry;
}

}  // namespace keytrail::logs
