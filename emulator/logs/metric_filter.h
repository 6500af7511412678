// A metric filter turns log events that match its pattern into values of one metric (CloudWatch
// Logs user guide, "Creating metrics from log events using filters").
#pragma once

#include "core/context.h"
#include "logs/field_selection.h"
#include "logs/filter_pattern.h"
#include "logs/state.h"

namespace keytrail::logs {

// A MetricFilter made ready for use, so that the path of an event compiles nothing.
struct CompiledFilter {
  FilterPattern pattern;
  FieldSelection selection;
  std::optional<ValueReference> value;  // Nothing: the constant in `datapoint`.
  std::vector<std::pair<std::string, ValueReference>> dimensions;
  MetricValue datapoint;  // All that is the same for every event.
};

// Checks what the model cannot: pattern, value, dimensions.
Result<std::shared_ptr<const CompiledFilter>> compile_filter(const MetricFilter& filter);

// The filter's compiled form, made on first use. Nothing for a filter that no longer compiles,
// which only a database written by another version can hold; such a filter matches nothing.
const CompiledFilter* find_compiled(const MetricFilter& filter);

struct IngestedEvent {
  Instant at;
  const LogMessage& message;
  const std::string& event_id;
};

// Runs the filters of the group on one event that has just come in.
void run_filters(State& state, Context& context, const Scope& scope, const std::string& group_id,
                 const IngestedEvent& event);

// At the end of a minute in which the filter saw events and matched none: its default value.
inline constexpr std::string_view kDefaultValueTimer = "logs.default-value";
void put_default_value(State& state, Context& context, const Timer& timer);

// The filter as DescribeMetricFilters shows it.
Json describe(const MetricFilter& filter);

}  // namespace keytrail::logs
