// Any text as the rule of a composite alarm, and as a metric math expression that is then computed
// from two metrics with gaps.
#include "cloudwatch/composite_rule.h"
#include "cloudwatch/math/query_set.h"
#include "inputs.h"

using namespace keytrail;
using namespace keytrail::cloudwatch;

namespace {

constexpr int kMinutes = 5;

TimeSeries read_metric(const MetricQuery& query) {
  const Grid grid{Instant(), instant_of(kMinutes * 60'000), query.period};
  const int first = query.id == "m1" ? 0 : 1;
  TimeSeries series{query.id, grid, {}};
  for (int minute = first; minute < kMinutes; minute += 2) {
    series.points[instant_of(minute * 60'000)] = minute - 1;
  }
  return series;
}

MetricQuery metric(std::string id) {
  MetricQuery query;
  query.id = std::move(id);
  query.stat = "Sum";
  query.period = std::chrono::minutes(1);
  return query;
}

void compute(std::string_view text) {
  if (text.empty()) return;
  MetricQuery expression;
  expression.id = "e1";
  expression.expression = text;
  const auto set = QuerySet::make({metric("m1"), metric("m2"), expression});
  if (set.ok()) static_cast<void>(set.value().compute(read_metric, Grid()));
}

void judge(std::string_view text) {
  const auto rule = CompositeRule::parse(text);
  if (!rule.ok()) return;
  static_cast<void>(rule.value().holds([](const std::string& child) {
    return child.size() % 2 == 0 ? AlarmState::Alarm : AlarmState::Ok;
  }));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  judge(text);
  compute(text);
  return 0;
}
