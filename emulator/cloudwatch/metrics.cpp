#include "cloudwatch/metrics.h"

#include <algorithm>

#include "cloudwatch/alarm_watch.h"

namespace keytrail::cloudwatch {
namespace {

// A part of an id. Dimension values may come from log events and hold anything, so the separator
// cannot be left to chance.
void append_part(std::string& id, std::string_view part) {
  for (const char c : part) {
    if (c == '\n') {
      id += "\\n";
    } else if (c == '\\') {
      id += "\\\\";
    } else {
      id += c;
    }
  }
}

// The metric, made when this is its first datapoint. Its row is written once a minute at most.
const Metric& activate_metric(State& state, const std::string& id, const MetricKey& key,
                              Instant now) {
  const Instant minute = floor_to(now, kStandardResolution);
  const Metric* known = state.metrics.find(id);
  if (!known) return state.metrics.put(id, Metric{key, minute, {}});
  if (known->active_at != minute) state.metrics.edit(id)->active_at = minute;
  return *known;
}

void note_datapoint(Context& context, const Scope& scope, const Datapoints& data,
                    const DatapointRow& row) {
  Json body{{"namespace", data.metric.metric_namespace},
            {"metricName", data.metric.name},
            {"value", row.is_statistic_set ? row.value * row.sample_count : row.value},
            {"unit", row.unit}};
  if (row.sample_count != 1) body["sampleCount"] = row.sample_count;
  if (!data.metric.dimensions.empty()) {
    Json& dimensions = body["dimensions"] = Json::object();
    for (const Dimension& one : data.metric.dimensions) dimensions[one.name] = one.value;
  }
  body["source"] = data.source;
  if (!data.cause.empty()) body["cause"] = data.cause;
  body["timestamp"] = to_rfc3339(row.at);
  context.timeline.note("datapoint", scope, std::move(body));
}

}  // namespace

std::string metric_id(const Scope& scope, const MetricKey& key) {
  std::string id = scope.prefix();
  append_part(id, key.metric_namespace);
  id += '\n';
  append_part(id, key.name);
  for (const Dimension& dimension : key.dimensions) {
    id += '\n';
    append_part(id, dimension.name);
    id += '\n';
    append_part(id, dimension.value);
  }
  return id;
}

MetricKey make_metric_key(std::string metric_namespace, std::string name,
                          std::vector<Dimension> dimensions) {
  std::sort(dimensions.begin(), dimensions.end());
  return {std::move(metric_namespace), std::move(name), std::move(dimensions)};
}

MetricKey metric_key_of(const Json& input) {
  return make_metric_key(string_member(input, "Namespace"), string_member(input, "MetricName"),
                         dimensions_of(input));
}

std::vector<Dimension> dimensions_of(const Json& input) {
  std::vector<Dimension> dimensions;
  if (const Json* given = find_member(input, "Dimensions")) {
    for (const Json& one : *given) {
      dimensions.push_back({string_member(one, "Name"), string_member(one, "Value")});
    }
  }
  return dimensions;
}

Json dimensions_json(const std::vector<Dimension>& dimensions) {
  Json list = Json::array();
  for (const Dimension& one : dimensions) {
    list.push_back(Json{{"Name", one.name}, {"Value", one.value}});
  }
  return list;
}

DatapointRow single_value(double value) {
  DatapointRow row;
  row.value = row.minimum = row.maximum = value;
  return row;
}

void put_datapoints(State& state, Context& context, const Scope& scope, const Datapoints& data) {
  const std::string id = metric_id(scope, data.metric);
  const Metric& metric = activate_metric(state, id, data.metric, context.now);
  const Instant at = floor_to(data.at, data.resolution);
  for (DatapointRow row : data.rows) {
    row.metric = id;
    row.at = at;
    row.unit = data.unit.empty() ? kNoUnit : data.unit;
    note_datapoint(context, scope, data, row);
    context.store.add(std::move(row));
  }
  for (const std::string& name : metric.alarms) {
    wake_alarm(state, context, scope.id(name), at, data.cause);
  }
}

}  // namespace keytrail::cloudwatch
