// What a suite's outcome looks like to others: people at a terminal, CI systems, programs.
#pragma once

#include <string>
#include <vector>

#include "scenario/replay.h"
#include "scenario/suite.h"

namespace keytrail::scenario {

enum class Colour { No, Yes };
enum class ShowStory { No, Yes };

// For people: the timeline of the drill and the verdict, of one scenario, and the last line of all.
std::string render_console(const SuiteEntry& entry, ShowStory show, Colour colour);
std::string render_console_summary(const std::vector<SuiteEntry>& entries, Colour colour);
// "2026-01-01 00:02:00", in milliseconds only where there are some.
std::string time_text(Instant at);
// "1 record", "2 records".
std::string counted(std::uint64_t count, const std::string& noun);
// "file:line:column at TIME" and expected, got, held: the same words in every report.
std::string render_failure(const Scenario& scenario, const Failure& failure);

// "3 skipped; scenarios/a.yaml:12:5: inject: CloudTrail takes no foreign records; …"
std::string skipped_text(const SuiteEntry& entry);

std::string render_junit(const std::vector<SuiteEntry>& entries);
// A page with the timeline of each; the story has to have been kept.
std::string render_html(const std::vector<SuiteEntry>& entries);
// A page with a picture of each alarm over the time of the material; it has to have been kept.
std::string render_replay_html(const std::string& rules_path, const ReplayResult& result);
std::string render_tap(const std::vector<SuiteEntry>& entries);
// {"format": "keytrail-run/1", "passed", "failed", "skipped", "notRun", "scenarios": […]}
Json render_json(const std::vector<SuiteEntry>& entries);
// Workflow commands that put each failure, and what was skipped, beside its line in a pull request.
std::string render_github(const std::vector<SuiteEntry>& entries);

}  // namespace keytrail::scenario
