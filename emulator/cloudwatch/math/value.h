// What metric math computes with: scalars, time series and arrays of time series (the guide's S, TS
// and TS[]), and texts, which only some functions take.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "base/instant.h"

namespace keytrail::cloudwatch {

// The instants at which a series can have a datapoint.
struct Grid {
  Instant from;
  Instant until;  // Exclusive.
  Duration period{60'000};
};

struct TimeSeries {
  using Points = std::map<Instant, double>;

  std::string label;
  Grid grid;
  Points points;  // Where one is missing there is no datapoint.
};
using SeriesList = std::vector<TimeSeries>;

// A scalar may be no number ("the average of nothing"): it then makes no datapoint.
using Value = std::variant<double, TimeSeries, SeriesList, std::string>;

// Every instant of the grid with the value that `at` gives; infinite ones and NaN are left out, as
// is all that metric math cannot compute (a division by zero).
TimeSeries series_of(std::string label, const Grid& grid, const std::function<double(Instant)>& at);
// `with` of each datapoint.
TimeSeries mapped(const TimeSeries& series, const std::function<double(double)>& with);
// Of the datapoints that both have at one instant.
TimeSeries combined(const TimeSeries& a, const TimeSeries& b,
                    const std::function<double(double, double)>& with);

// A scalar as the series that has it everywhere.
TimeSeries spread(double value, const Grid& grid);

}  // namespace keytrail::cloudwatch
