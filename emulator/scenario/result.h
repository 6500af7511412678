// What came of running one scenario.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/json.h"
#include "scenario/problem.h"
#include "scenario/run_picture.h"

namespace keytrail::scenario {

struct Failure {
  Place place;
  Instant at;  // Virtual time.
  std::string expected;
  std::string got;
  std::string held;  // The chain as far as it went, for people.
};

// What could not be done where the scenario was played.
struct Skip {
  Place place;
  std::string what;
  std::string why;
};

// What people follow: a step's own words, a call, the links of the chain behind it (a record
// nobody's call made, a datapoint, an alarm that changed, a notification), an expectation.
struct StoryLine {
  enum class Kind {
    Say,
    Call,
    Clock,
    Record,
    LogEvent,
    Datapoint,
    Alarm,
    Notification,
    Pass,
    Fail,
    Skip
  };
  Kind kind = Kind::Say;
  Instant at;
  std::string text;
  bool is_detail = false;  // For those who want every link: the record of a call, its log events.
};

struct ScenarioResult {
  bool passed() const { return failures.empty(); }
  std::size_t expectations = 0;  // How many were checked.
  std::vector<Failure> failures;
  std::vector<Skip> skips;
  std::uint64_t seed = 0;
  std::vector<StoryLine> story;       // Only if asked for.
  std::optional<RunPicture> picture;  // The same, where there is a timeline.
  Instant ended_at;
};

}  // namespace keytrail::scenario
