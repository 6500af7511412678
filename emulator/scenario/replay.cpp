#include "scenario/replay.h"

#include <algorithm>

#include "scenario/runner.h"

namespace keytrail::scenario {
namespace {

using namespace std::chrono_literals;

// The set-up is over, and its own records are judged, when the first record comes.
constexpr Duration kSetUpBefore = 1h;
// After the last record alarms get the time to go back.
constexpr Duration kSettlingAfter = 24h;

Instant time_of(const Json& record, Instant fallback) {
  return parse_instant(string_member(record, "eventTime")).value_or(fallback);
}

bool is_of_the_chain(const StoryLine& line) {
  using Kind = StoryLine::Kind;
  return line.kind == Kind::Datapoint || line.kind == Kind::Alarm ||
         line.kind == Kind::Notification;
}

}  // namespace

ScenarioResult replay(Scenario rules, std::vector<Json> records) {
  Instant first = Instant::max();
  for (const Json& record : records) first = std::min(first, time_of(record, first));
  if (first == Instant::max()) first = *rules.options.clock_start;
  std::stable_sort(records.begin(), records.end(), [&](const Json& a, const Json& b) {
    return time_of(a, first) < time_of(b, first);
  });
  rules.options.clock_start = floor_to(first - kSetUpBefore, 1min);
  const auto add = [&](auto action) {
    Step step;
    step.action = std::move(action);
    rules.steps.push_back(std::move(step));
  };
  Instant at = Instant::min();
  for (Json& record : records) {
    if (const Instant due = time_of(record, first); due != at) {
      at = due;
      add(SetStep{at});
      add(InjectStep{});
    }
    std::get<InjectStep>(rules.steps.back().action).records.emplace_back(std::move(record));
  }
  add(AdvanceStep{kSettlingAfter});
  ScenarioResult result = run_scenario(rules, {std::nullopt, KeepStory::Yes});
  std::erase_if(result.story,
                [&](const StoryLine& line) { return line.at < first || !is_of_the_chain(line); });
  return result;
}

}  // namespace keytrail::scenario
