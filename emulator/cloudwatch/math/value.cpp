#include "cloudwatch/math/value.h"

#include <cmath>

namespace keytrail::cloudwatch {
namespace {

void add_point(TimeSeries& series, Instant at, double value) {
  if (std::isfinite(value)) series.points.emplace_hint(series.points.end(), at, value);
}

}  // namespace

TimeSeries series_of(std::string label, const Grid& grid,
                     const std::function<double(Instant)>& at) {
  TimeSeries series{std::move(label), grid, {}};
  for (Instant one = grid.from; one < grid.until; one += grid.period) {
    add_point(series, one, at(one));
  }
  return series;
}

TimeSeries mapped(const TimeSeries& series, const std::function<double(double)>& with) {
  TimeSeries result{series.label, series.grid, {}};
  for (const auto& [at, value] : series.points) add_point(result, at, with(value));
  return result;
}

TimeSeries combined(const TimeSeries& a, const TimeSeries& b,
                    const std::function<double(double, double)>& with) {
  TimeSeries result{a.label, a.grid.period >= b.grid.period ? a.grid : b.grid, {}};
  for (const auto& [at, value] : a.points) {
    const auto other = b.points.find(at);
    if (other != b.points.end()) add_point(result, at, with(value, other->second));
  }
  return result;
}

TimeSeries spread(double value, const Grid& grid) {
  return series_of("", grid, [&](Instant) { return value; });
}

}  // namespace keytrail::cloudwatch
