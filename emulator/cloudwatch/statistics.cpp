#include "cloudwatch/statistics.h"

#include <algorithm>
#include <charconv>

namespace keytrail::cloudwatch {
namespace {

std::optional<double> find_percentile(std::string_view name) {
  if (!name.starts_with('p') || name.size() < 2) return std::nullopt;
  double percent = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), percent,
                                            std::chars_format::fixed);
  const bool is_whole_text = error == std::errc() && end == name.data() + name.size();
  if (!is_whole_text || percent <= 0 || percent > 100) return std::nullopt;
  return percent;
}

}  // namespace

double Statistic::samples_for_significance() const {
  if (kind != Kind::Percentile) return 0;
  return 1000 / (percentile >= 50 ? 100 - percentile : percentile);
}

std::optional<Statistic> find_statistic(std::string_view name) {
  using Kind = Statistic::Kind;
  if (name == "SampleCount") return Statistic{Kind::SampleCount};
  if (name == "Average") return Statistic{Kind::Average};
  if (name == "Sum") return Statistic{Kind::Sum};
  if (name == "Minimum") return Statistic{Kind::Minimum};
  if (name == "Maximum") return Statistic{Kind::Maximum};
  const std::optional<double> percent = find_percentile(name);
  if (!percent) return std::nullopt;
  return Statistic{Kind::Percentile, *percent};
}

bool is_trimmed_statistic(std::string_view name) {
  constexpr std::string_view kFamilies[] = {"tm",  "tc",  "ts",  "wm",  "TM(",
                                            "TC(", "TS(", "WM(", "PR(", "IQM"};
  return std::any_of(std::begin(kFamilies), std::end(kFamilies),
                     [&](std::string_view family) { return name.starts_with(family); });
}

void Aggregate::add(const DatapointRow& row) {
  const bool is_first = sample_count_ == 0;
  minimum_ = is_first ? row.minimum : std::min(minimum_, row.minimum);
  maximum_ = is_first ? row.maximum : std::max(maximum_, row.maximum);
  sample_count_ += row.sample_count;
  sum_ += row.value * row.sample_count;
  // A statistic set stands for raw values when they must all have been the same.
  has_raw_values_ &= row.minimum == row.maximum;
  values_.emplace_back(row.value, row.sample_count);
}

std::optional<double> Aggregate::value(const Statistic& statistic) const {
  switch (statistic.kind) {
    case Statistic::Kind::SampleCount:
      return sample_count_;
    case Statistic::Kind::Average:
      return sum_ / sample_count_;
    case Statistic::Kind::Sum:
      return sum_;
    case Statistic::Kind::Minimum:
      return minimum_;
    case Statistic::Kind::Maximum:
      return maximum_;
    case Statistic::Kind::Percentile:
      return percentile(statistic.percentile);
  }
  return std::nullopt;
}

// Nearest rank: the smallest value that at least `percent` of all samples do not exceed. AWS does
// not say which of the usual definitions it takes.
std::optional<double> Aggregate::percentile(double percent) const {
  if (!has_raw_values_ || minimum_ < 0) return std::nullopt;
  std::vector<std::pair<double, double>> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const double wanted = sample_count_ * percent / 100;
  double seen = 0;
  for (const auto& [value, count] : sorted) {
    seen += count;
    if (seen >= wanted) return value;
  }
  return maximum_;
}

Buckets read_buckets(Store& store, const BucketQuery& query) {
  Buckets buckets;
  store.scan_datapoints(query.metric, query.from, query.until, [&](const DatapointRow& row) {
    if (query.unit && row.unit != *query.unit) return true;
    const Instant start = query.from + (row.at - query.from) / query.period * query.period;
    buckets[query.units == Units::Split ? row.unit : ""][start].add(row);
    return true;
  });
  return buckets;
}

}  // namespace keytrail::cloudwatch
