#include "base/text.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

using Kind = StoryLine::Kind;

std::string painted(Colour colour, const char* code, const std::string& text) {
  if (colour == Colour::No) return text;
  return std::string("\x1b[") + code + "m" + text + "\x1b[0m";
}

std::string story_text(const StoryLine& line, Colour colour) {
  switch (line.kind) {
    case Kind::Call:
      return line.text;
    case Kind::Record:
    case Kind::LogEvent:
    case Kind::Datapoint:
    case Kind::Alarm:
    case Kind::Notification:
      return "    -> " + line.text;
    case Kind::Clock:
      return painted(colour, "36", line.text);
    case Kind::Pass:
      return "    " + painted(colour, "32", "PASS") + " " + line.text;
    case Kind::Fail:
      return "    " + painted(colour, "1;31", "FAIL") + " " + line.text;
    case Kind::Skip:
      return "    " + painted(colour, "33", "SKIP") + " " + line.text;
    case Kind::Say:
      return painted(colour, "1", line.text);
  }
  return {};
}

std::string render_story(const Scenario& scenario, const std::vector<StoryLine>& story,
                         Colour colour) {
  std::string text = title_of(scenario) + "\n\n";
  std::string shown_time;
  for (const StoryLine& line : story) {
    if (line.is_detail) continue;
    if (line.kind == Kind::Say && !shown_time.empty()) text += "\n";
    // The instant is written where it changes; lines without one happened at the same.
    std::string time = time_text(line.at);
    const bool is_same = time == shown_time;
    text += is_same ? std::string(time.size(), ' ') : time;
    text += "  " + story_text(line, colour) + "\n";
    shown_time = std::move(time);
  }
  return text + "\n";
}

}  // namespace

std::string counted(std::uint64_t count, const std::string& noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::string time_text(Instant at) {
  std::string text = to_rfc3339(at);
  text.pop_back();
  text[10] = ' ';
  return text;
}

std::string render_failure(const Scenario& scenario, const Failure& failure) {
  return where_text(scenario.path, failure.place) + " at " + to_rfc3339(failure.at) + "\n" +
         "  expected: " + failure.expected + "\n" + "  got:      " + failure.got + "\n" +
         "  held:     " + failure.held + "\n";
}

std::string skipped_text(const SuiteEntry& entry) {
  std::string text = std::to_string(entry.result->skips.size()) + " skipped";
  for (const Skip& skip : entry.result->skips) {
    text +=
        "; " + where_text(entry.scenario->path, skip.place) + ": " + skip.what + ": " + skip.why;
  }
  return text;
}

std::string render_console(const SuiteEntry& entry, ShowStory show, Colour colour) {
  const Scenario& scenario = *entry.scenario;
  if (!entry.result) return "NOT RUN " + title_of(scenario) + "\n";
  const ScenarioResult& result = *entry.result;
  std::string text;
  if (show == ShowStory::Yes) text += render_story(scenario, result.story, colour);
  for (const Failure& failure : result.failures) text += render_failure(scenario, failure) + "\n";
  for (const Skip& skip : result.skips) {
    text +=
        where_text(scenario.path, skip.place) + ": skipped " + skip.what + ": " + skip.why + "\n";
  }
  text += !result.passed()     ? painted(colour, "1;31", "FAIL")
          : entry.is_partial() ? painted(colour, "33", "SKIP")
                               : painted(colour, "32", "PASS");
  text += " " + title_of(scenario) + " (" + counted(result.expectations, "expectation");
  if (!result.skips.empty()) text += ", " + std::to_string(result.skips.size()) + " skipped";
  return text + ", seed " + std::to_string(result.seed) + ")\n";
}

std::string render_console_summary(const std::vector<SuiteEntry>& entries, Colour colour) {
  const Tally tally = count(entries);
  std::string text =
      counted(entries.size(), "scenario") + ": " + std::to_string(tally.passed) + " passed";
  if (tally.failed > 0) {
    text += ", " + painted(colour, "1;31", std::to_string(tally.failed) + " failed");
  }
  if (tally.partial > 0) text += ", " + std::to_string(tally.partial) + " skipped in part or whole";
  if (tally.not_run > 0) text += ", " + std::to_string(tally.not_run) + " not run";
  return text + "\n";
}

}  // namespace keytrail::scenario
