#include "cloudwatch/statistics.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace keytrail::cloudwatch {
namespace {

using Kind = Statistic::Kind;

// A number without sign or exponent that is the whole text.
std::optional<double> parse_plain_number(std::string_view text) {
  double number = 0;
  const auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
  const bool is_whole_text = error == std::errc() && end == text.data() + text.size();
  if (!is_whole_text || !(number >= 0)) return std::nullopt;
  return number;
}

struct Family {
  std::string_view name;  // With one number in lower case, with two bounds in upper case.
  Kind kind;
};
constexpr Family kFamilies[] = {{"p", Kind::Percentile},
                                {"tm", Kind::TrimmedMean},
                                {"wm", Kind::WinsorizedMean},
                                {"tc", Kind::TrimmedCount},
                                {"ts", Kind::TrimmedSum}};

std::optional<double> parse_percentage(std::string_view text) {
  const std::optional<double> percent = parse_plain_number(text);
  return percent && *percent <= 100 ? percent : std::nullopt;
}

// "p99.9", "tm90".
std::optional<Statistic> find_one_number(std::string_view name) {
  for (const Family& family : kFamilies) {
    if (!name.starts_with(family.name)) continue;
    const std::optional<double> percent = parse_percentage(name.substr(family.name.size()));
    if (!percent || *percent <= 0) return std::nullopt;
    return Statistic{.kind = family.kind, .upper = percent};
  }
  return std::nullopt;
}

// One side of "10%:90%" or "80:500"; an empty one bounds nothing.
bool parse_bound(std::string_view text, bool is_in_percent, std::optional<double>& bound) {
  if (text.empty()) return true;
  if (is_in_percent) {
    if (!text.ends_with('%')) return false;
    bound = parse_percentage(text.substr(0, text.size() - 1));
  } else {
    bound = parse_plain_number(text);
  }
  return bound.has_value();
}

// "TM(10%:90%)", "PR(:300)".
std::optional<Statistic> find_two_bounds(std::string_view name) {
  const std::size_t open = name.find('(');
  const std::size_t colon = name.find(':');
  const bool has_form = open == 2 && colon != std::string_view::npos && name.ends_with(')');
  if (!has_form) return std::nullopt;
  Statistic statistic;
  const std::string_view family = name.substr(0, open);
  if (family == "PR") {
    statistic.kind = Kind::PercentileRank;
  } else {
    const auto* found =
        std::find_if(std::begin(kFamilies), std::end(kFamilies), [&](const Family& one) {
          return equals_ignoring_case(one.name, family) && one.name != family;
        });
    if (found == std::end(kFamilies)) return std::nullopt;
    statistic.kind = found->kind;
  }
  const std::string_view lower = name.substr(open + 1, colon - open - 1);
  const std::string_view upper = name.substr(colon + 1, name.size() - colon - 2);
  statistic.is_in_percent = lower.ends_with('%') || upper.ends_with('%');
  const bool is_rank_of_percent = statistic.is_in_percent && statistic.kind == Kind::PercentileRank;
  if (is_rank_of_percent || !parse_bound(lower, statistic.is_in_percent, statistic.lower) ||
      !parse_bound(upper, statistic.is_in_percent, statistic.upper)) {
    return std::nullopt;
  }
  if (!statistic.lower && !statistic.upper) return std::nullopt;
  if (statistic.lower && statistic.upper && *statistic.lower >= *statistic.upper) {
    return std::nullopt;
  }
  return statistic;
}

using Sample = std::pair<double, double>;  // (value, how often).

// The samples a statistic looks at, and the values at the ends of that part.
struct Part {
  double count = 0;
  double sum = 0;
  double lowest = 0;
  double highest = 0;
  double below = 0;  // How many samples lie below the part, and …
  double above = 0;  // … above it.
};

// Places are taken by nearest rank, as percentiles are: AWS does not say which of the usual
// definitions it takes.
Part part_of(const std::vector<Sample>& sorted, double all, const Statistic& statistic) {
  const double first = std::floor(all * statistic.lower.value_or(0) / 100);
  const double last = std::ceil(all * statistic.upper.value_or(100) / 100);
  Part part;
  double seen = 0;
  for (const auto& [value, count] : sorted) {
    double taken = count;
    if (statistic.is_in_percent) {
      taken = std::max(0.0, std::min(seen + count, last) - std::max(seen, first));
      part.below += std::clamp(first - seen, 0.0, count);
    } else if (statistic.lower && value <= *statistic.lower) {
      taken = 0;
      part.below += count;
    } else if (statistic.upper && value > *statistic.upper) {
      taken = 0;
    }
    seen += count;
    if (taken <= 0) continue;
    if (part.count == 0) part.lowest = value;
    part.highest = value;
    part.count += taken;
    part.sum += value * taken;
  }
  part.above = all - part.count - part.below;
  return part;
}

// The mean in which the samples outside the part count as the nearest value that is in it.
std::optional<double> winsorized_mean(const Part& part, double all, const Statistic& statistic) {
  if (part.count == 0) return std::nullopt;
  const bool has_values = !statistic.is_in_percent;
  const double lowest = has_values ? statistic.lower.value_or(part.lowest) : part.lowest;
  const double highest = has_values ? statistic.upper.value_or(part.highest) : part.highest;
  return (part.sum + part.below * lowest + part.above * highest) / all;
}

}  // namespace

double Statistic::samples_for_significance() const {
  if (kind != Kind::Percentile) return 0;
  return 1000 / (*upper >= 50 ? 100 - *upper : *upper);
}

std::optional<Statistic> find_statistic(std::string_view name) {
  if (name == "SampleCount") return Statistic{Kind::SampleCount};
  if (name == "Average") return Statistic{Kind::Average};
  if (name == "Sum") return Statistic{Kind::Sum};
  if (name == "Minimum") return Statistic{Kind::Minimum};
  if (name == "Maximum") return Statistic{Kind::Maximum};
  if (name == "IQM") return Statistic{.kind = Kind::TrimmedMean, .lower = 25, .upper = 75};
  if (name.find('(') != std::string_view::npos) return find_two_bounds(name);
  return find_one_number(name);
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
    default:
      return extended_value(statistic);
  }
}

std::optional<double> Aggregate::extended_value(const Statistic& statistic) const {
  if (!has_raw_values_ || minimum_ < 0) return std::nullopt;
  std::vector<Sample> sorted = values_;
  std::sort(sorted.begin(), sorted.end());
  const Part part = part_of(sorted, sample_count_, statistic);
  switch (statistic.kind) {
    case Kind::Percentile:
      return part.highest;
    case Kind::TrimmedMean:
      return part.count > 0 ? std::optional(part.sum / part.count) : std::nullopt;
    case Kind::WinsorizedMean:
      return winsorized_mean(part, sample_count_, statistic);
    case Kind::TrimmedCount:
      return part.count;
    case Kind::TrimmedSum:
      return part.sum;
    default:
      return 100 * part.count / sample_count_;
  }
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
