// The report of a run for people who were not there.
#include "base/text.h"
#include "scenario/page.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

const char* class_of(StoryLine::Kind kind) {
  using Kind = StoryLine::Kind;
  switch (kind) {
    case Kind::Say:
      return "say";
    case Kind::Call:
    case Kind::Clock:
      return "call";
    case Kind::Pass:
      return "link pass";
    case Kind::Fail:
      return "link fail";
    default:
      return "link";
  }
}

std::string row_of(const StoryLine& line) {
  using Kind = StoryLine::Kind;
  const char* word = line.kind == Kind::Pass   ? "PASS "
                     : line.kind == Kind::Fail ? "FAIL "
                     : line.kind == Kind::Skip ? "SKIP "
                                               : "";
  return "<tr><td>" + time_text(line.at) + "</td><td class=\"" + class_of(line.kind) + "\">" +
         word + xml_escape(line.text) + "</td></tr>\n";
}

std::string section_of(const SuiteEntry& entry) {
  const Scenario& scenario = *entry.scenario;
  const char* word = entry.is_partial() ? "SKIP"
                     : entry.passed()   ? "PASS"
                     : entry.result     ? "FAIL"
                                        : "NOT RUN";
  std::string text = "<section>\n<h2 class=\"" + std::string(entry.passed() ? "pass" : "fail") +
                     "\">" + word + ": " + xml_escape(scenario.name) + "</h2>\n<p>" +
                     xml_escape(scenario.path) + "</p>\n";
  if (!entry.result) return text + "</section>\n";
  for (const Failure& failure : entry.result->failures) {
    text += "<pre>" + xml_escape(render_failure(scenario, failure)) + "</pre>\n";
  }
  for (const Skip& skip : entry.result->skips) {
    text += "<p>Skipped at " + xml_escape(where_text(scenario.path, skip.place)) + ": " +
            xml_escape(skip.what + ": " + skip.why) + "</p>\n";
  }
  // Open where something went wrong.
  text += std::string("<details") + (entry.passed() ? "" : " open") + "><summary>Timeline, " +
          std::to_string(entry.result->expectations) + " expectations</summary>\n" +
          table_begin({"Virtual time (UTC)", "What happened"});
  for (const StoryLine& line : entry.result->story) text += row_of(line);
  return text + "</table></details>\n</section>\n";
}

}  // namespace

std::string render_html(const std::vector<SuiteEntry>& entries) {
  std::string text = page_begin("keytrail scenarios") + "<p>" +
                     xml_escape(render_console_summary(entries, Colour::No)) + "</p>\n";
  for (const SuiteEntry& entry : entries) text += section_of(entry);
  return text + page_end();
}

}  // namespace keytrail::scenario
