// The report of a run for people who were not there.
#include "base/text.h"
#include "scenario/alarm_drawing.h"
#include "scenario/page.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

constexpr std::string_view kRunStyle = R"(
:root { --page: #ffffff; --line: #8886; --ok: #1a7f37; --ok-soft: #b4e5c0; --alarm: #cf222e;
  --alarm-soft: #ffc1bd; --grey-soft: #d8dee4; --card: #f6f8fa; }
@media (prefers-color-scheme: dark) {
  :root { --page: #0d1117; --ok: #3fb950; --ok-soft: #14532d; --alarm: #f85149;
    --alarm-soft: #7d1f1f; --grey-soft: #30363d; --card: #161b22; }
}
body { background: var(--page); }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; }
.tag { display: inline-block; min-width: 5.5rem; font-size: .8rem; opacity: .75; }
.verdict { font-weight: 700; }
.verdict.PASS { color: var(--ok); }
.verdict.FAIL { color: var(--alarm); }
td.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.wide { white-space: normal; }
dl.failure { background: var(--card); border-left: .3rem solid var(--alarm); padding: .6rem 1rem; }
dl.failure dt { font-size: .8rem; opacity: .75; }
dl.failure dd { margin: 0 0 .4rem; overflow-wrap: anywhere; white-space: pre-wrap; }
article.mail { background: var(--card); border: 1px solid var(--line); border-radius: .4rem;
  padding: .6rem 1rem; margin: .8rem 0; }
article.mail header { border-bottom: 1px solid var(--line); margin-bottom: .5rem;
  padding-bottom: .4rem; overflow-wrap: anywhere; }
article.mail pre { margin: 0; font: inherit; overflow-wrap: anywhere; }
figure { margin: 1rem 0; }
summary { cursor: pointer; }
)";

const char* verdict_of(const SuiteEntry& entry) {
  if (entry.is_partial()) return "SKIP";
  if (entry.passed()) return "PASS";
  return entry.result ? "FAIL" : "NOT RUN";
}

const char* tag_of(StoryLine::Kind kind) {
  using enum StoryLine::Kind;
  switch (kind) {
    case Call:
      return "call";
    case Clock:
      return "clock";
    case Record:
      return "record";
    case LogEvent:
      return "log event";
    case Datapoint:
      return "metric";
    case Alarm:
      return "alarm";
    case Notification:
      return "message";
    case Pass:
      return "PASS";
    case Fail:
      return "FAIL";
    case Skip:
      return "SKIP";
    case Say:
      return "";
  }
  return "";
}

const char* class_of(StoryLine::Kind kind) {
  using enum StoryLine::Kind;
  switch (kind) {
    case Say:
      return "say";
    case Call:
    case Clock:
      return "call";
    case Pass:
      return "link pass";
    case Fail:
      return "link fail";
    default:
      return "link";
  }
}

// The tag says already what it is.
std::string words_of(const StoryLine& line) {
  const std::string tag = std::string(tag_of(line.kind)) + " ";
  return xml_escape(line.text.starts_with(tag) ? line.text.substr(tag.size()) : line.text);
}

std::string story_table(const std::vector<StoryLine>& story) {
  std::string text = table_begin({"Virtual time (UTC)", "What happened"});
  std::string shown_time;
  for (const StoryLine& line : story) {
    std::string time = time_text(line.at);
    text += "<tr><td>" + (time == shown_time ? std::string() : time) + "</td><td class=\"" +
            class_of(line.kind) + "\">" +
            (line.kind == StoryLine::Kind::Say
                 ? std::string()
                 : "<span class=\"tag\">" + std::string(tag_of(line.kind)) + "</span> ") +
            words_of(line) + "</td></tr>\n";
    shown_time = std::move(time);
  }
  return text + "</table>\n";
}

std::string failure_list(const Scenario& scenario, const Failure& failure) {
  const auto row = [](const char* name, const std::string& words) {
    return "<dt>" + std::string(name) + "</dt><dd>" + xml_escape(words) + "</dd>";
  };
  return "<dl class=\"failure\">" +
         row("Where", where_text(scenario.path, failure.place) + " at " + time_text(failure.at)) +
         row("Expected", failure.expected) + row("Found instead", failure.got) +
         row("The chain held as far as", failure.held) + "</dl>\n";
}

// The numbers of a drawing once more, for those who do not see it.
std::string numbers_of(const AlarmTrack& alarm) {
  std::string text = "<details><summary>The same in numbers</summary>\n" +
                     table_begin({"From (UTC)", "Until", "State"});
  for (const AlarmTrack::Stay& stay : alarm.stays) {
    text += "<tr><td>" + time_text(stay.from) + "</td><td>" + time_text(stay.until) + "</td><td>" +
            stay.state + "</td></tr>\n";
  }
  text += "</table>\n";
  if (!alarm.values.empty()) text += table_begin({"Period from (UTC)", "Value", ""});
  for (const AlarmTrack::Value& value : alarm.values) {
    text += "<tr><td>" + time_text(value.from) + "</td><td>" + to_java_double(value.value) +
            "</td><td>" + (value.is_breaching ? "breaching" : "") + "</td></tr>\n";
  }
  return text + (alarm.values.empty() ? "" : "</table>\n") + "</details>\n";
}

std::string alarms_of(const RunPicture& picture) {
  std::string text;
  for (const AlarmTrack& alarm : picture.alarms) {
    text += "<figure><figcaption><strong>" + xml_escape(alarm.name) + "</strong> " +
            xml_escape(alarm.condition) + "</figcaption>\n" + draw_alarm(picture, alarm) +
            numbers_of(alarm) + "</figure>\n";
  }
  if (text.empty()) return text;
  return "<h3>Alarms</h3>\n<p>Long stretches in which nothing changes are drawn shorter than they "
         "are.</p>\n" +
         text;
}

std::string mails_of(const RunPicture& picture) {
  if (picture.mails.empty()) return {};
  std::string text;
  for (const Mail& mail : picture.mails) {
    text += "<article class=\"mail\"><header><strong>" + xml_escape(mail.subject) +
            "</strong><br>" + xml_escape(mail.from) + " to " + xml_escape(mail.to) + ", " +
            time_text(mail.at) + "</header><pre>" + xml_escape(mail.body) + "</pre></article>\n";
  }
  return text;
}

std::string section_of(const SuiteEntry& entry, const std::string& anchor, bool is_alone) {
  const Scenario& scenario = *entry.scenario;
  std::string text = "<section id=\"" + anchor + "\">\n<h2 class=\"" +
                     std::string(entry.passed() ? "pass" : "fail") + "\">" + verdict_of(entry) +
                     ": " + xml_escape(scenario.name) + "</h2>\n<p>" + xml_escape(scenario.path) +
                     "</p>\n";
  if (!entry.result) return text + "</section>\n";
  for (const Failure& failure : entry.result->failures) text += failure_list(scenario, failure);
  for (const Skip& skip : entry.result->skips) {
    text += "<p>Skipped at " + xml_escape(where_text(scenario.path, skip.place)) + ": " +
            xml_escape(skip.what + ": " + skip.why) + "</p>\n";
  }
  const auto& picture = entry.result->picture;
  if (picture) text += alarms_of(*picture);
  // Open where something went wrong, and where there is nothing else to look at.
  const bool is_open = is_alone || !entry.passed();
  const std::string details = std::string("<details") + (is_open ? " open" : "") + ">";
  text += details + "<summary>Timeline, " + counted(entry.result->expectations, "expectation") +
          "</summary>\n" + story_table(entry.result->story) + "</details>\n";
  if (picture && !picture->mails.empty()) {
    text += details + "<summary>" + counted(picture->mails.size(), "mail") + "</summary>\n" +
            mails_of(*picture) + "</details>\n";
  }
  return text + "</section>\n";
}

std::string anchor_of(std::size_t i) { return "scenario-" + std::to_string(i + 1); }

std::string table_of_contents(const std::vector<SuiteEntry>& entries) {
  std::string text =
      table_begin({"Result", "Scenario", "Expectations", "Virtual time", "Real time"});
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const SuiteEntry& entry = entries[i];
    const std::string verdict = verdict_of(entry);
    text += "<tr><td class=\"verdict " + verdict + "\">" + verdict +
            "</td><td class=\"wide\"><a href=\"#" + anchor_of(i) + "\">" +
            xml_escape(entry.scenario->name) + "</a><br><small>" +
            xml_escape(entry.scenario->path) + "</small></td>";
    if (entry.result) {
      const auto& picture = entry.result->picture;
      text += "<td class=\"number\">" + std::to_string(entry.result->expectations) +
              "</td><td class=\"number\">" +
              (picture ? to_text(picture->until - picture->from) : std::string()) +
              "</td><td class=\"number\">" + std::to_string(entry.took.count()) + " ms</td>";
    }
    text += "</tr>\n";
  }
  return text + "</table>\n";
}

}  // namespace

std::string render_html(const std::vector<SuiteEntry>& entries) {
  std::string text = page_begin("keytrail scenarios",
                                std::string(kRunStyle) + std::string(alarm_drawing_style())) +
                     "<p>" + xml_escape(render_console_summary(entries, Colour::No)) + "</p>\n";
  if (entries.size() > 1) text += table_of_contents(entries);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    text += section_of(entries[i], anchor_of(i), entries.size() == 1);
  }
  return text + page_end();
}

}  // namespace keytrail::scenario
