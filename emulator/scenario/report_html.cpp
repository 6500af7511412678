// The report for people who were not there: one page without scripts or outside files. Every colour
// has a word beside it, and the page reads the same without any.
#include "base/text.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kHead = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>keytrail scenarios</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .2rem .8rem .2rem 0; }
td { border-top: 1px solid #8884; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums; }
.link { padding-left: 2rem; }
.say { font-weight: 600; padding-top: 1rem; }
.pass { border-left: .3rem solid #1a7f37; padding-left: .5rem; }
.fail { border-left: .3rem solid #cf222e; padding-left: .5rem; }
pre { white-space: pre-wrap; }
</style>
)";

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
          "<table>\n<tr><th scope=\"col\">Virtual time (UTC)</th>" +
          "<th scope=\"col\">What happened</th></tr>\n";
  for (const StoryLine& line : entry.result->story) text += row_of(line);
  return text + "</table></details>\n</section>\n";
}

}  // namespace

std::string render_html(const std::vector<SuiteEntry>& entries) {
  std::string text = std::string(kHead) + "<h1>keytrail scenarios</h1>\n<p>" +
                     xml_escape(render_console_summary(entries, Colour::No)) + "</p>\n";
  for (const SuiteEntry& entry : entries) text += section_of(entry);
  return text + "</html>\n";
}

}  // namespace keytrail::scenario
