// What a replay looks like over time, alarm by alarm, in the same room whatever the material's
// length: time is cut into a bounded number of columns that grow wider as it goes on, and of what
// is listed the first are kept and the rest counted.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"

namespace keytrail::scenario {

enum class SeenState { Ok, Alarm, InsufficientData };
inline constexpr std::array<const char*, 3> kSeenStateNames = {"OK", "ALARM", "INSUFFICIENT_DATA"};

inline constexpr std::size_t kPictureColumns = 500;
inline constexpr std::size_t kFiringsListed = 100;      // Of each alarm.
inline constexpr std::size_t kFiringRecordsListed = 5;  // Of each firing.

struct PictureColumn {
  std::array<bool, 3> saw{};  // By SeenState: the alarm was in it at some time of the column.
  // Of the values that were judged the one furthest towards the threshold or beyond it.
  std::optional<double> value;
};

// A record that made a datapoint of a period that spoke for the alarm.
struct CausingRecord {
  Instant at;
  std::string event;
  std::string error_code;
  std::string identity;  // Empty: the record does not say.
};

struct Firing {
  Instant at;
  std::optional<Instant> until;
  std::string reason;
  std::vector<CausingRecord> records;
  std::uint64_t record_count = 0;
};

struct AlarmPicture {
  bool is_beyond(double value) const;
  bool is_composite() const { return metric.empty(); }

  std::string name;
  std::string metric;      // "KMS/Errors"; a composite alarm judges none.
  std::string condition;   // "Sum of KMS/Errors >= 1 in 2 of 3 periods of 1m, …", or a rule.
  std::string comparison;  // ">=", as in kComparisonWords.
  double threshold = 0;
  std::vector<PictureColumn> columns;
  struct Stay {
    std::uint64_t times = 0;
    Duration lasting{0};
  };
  std::array<Stay, 3> stays;  // By SeenState.
  std::vector<Firing> firings;
  std::uint64_t firing_count = 0;
  std::optional<Instant> last_firing;
};

struct ReplayPicture {
  Instant from;
  Instant until;
  Duration column{0};  // How much time one stands for.
  std::vector<AlarmPicture> alarms;
};

}  // namespace keytrail::scenario
