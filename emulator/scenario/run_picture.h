// What a run looks like over time: which state each alarm was in and what it judged, and the mails
// as they were read. Taken when the run is over, for its page.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenario/target.h"

namespace keytrail::scenario {

struct AlarmTrack {
  struct Stay {
    std::string state;  // As AWS writes it.
    Instant from;
    Instant until;
  };
  struct Value {
    Instant from;  // Of its period.
    double value = 0;
    bool is_breaching = false;
  };
  std::string name;
  std::string region;
  std::string condition;  // "Sum of KMS/Errors >= 1 in 2 of 3 periods of 1m"
  std::optional<double> threshold;
  Duration period{0};
  std::vector<Stay> stays;
  std::vector<Value> values;  // Of the periods with data, oldest first.
};

struct RunPicture {
  Instant from;
  Instant until;
  std::vector<AlarmTrack> alarms;
  std::vector<Mail> mails;
};

// `timeline` is that of the whole run.
RunPicture take_picture(Target& target, const std::vector<Json>& timeline, Instant from);

}  // namespace keytrail::scenario
