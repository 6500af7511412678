// The reports that programs read. They carry the same words as the console's.
#include <cstdio>

#include "base/text.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

std::size_t count_failed(const std::vector<SuiteEntry>& entries) {
  return static_cast<std::size_t>(std::count_if(
      entries.begin(), entries.end(), [](const SuiteEntry& e) { return e.result && !e.passed(); }));
}

std::size_t count_not_run(const std::vector<SuiteEntry>& entries) {
  return static_cast<std::size_t>(
      std::count_if(entries.begin(), entries.end(), [](const SuiteEntry& e) { return !e.result; }));
}

std::string seconds_text(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1000.0);
  return text;
}

std::string all_failures(const SuiteEntry& entry) {
  std::string text;
  for (const Failure& failure : entry.result->failures) {
    text += render_failure(*entry.scenario, failure);
  }
  return text;
}

// XML 1.0 has no way to write most control characters, escaped or not.
std::string xml(std::string_view text) {
  std::string clean;
  for (const char c : text) {
    const bool is_control = static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
    clean += is_control ? '?' : c;
  }
  return xml_escape(clean);
}

// The data and the properties of a workflow command are escaped differently.
std::string github_data(const std::string& text) {
  std::string escaped = replace_all(text, "%", "%25");
  escaped = replace_all(std::move(escaped), "\r", "%0D");
  return replace_all(std::move(escaped), "\n", "%0A");
}
std::string github_property(const std::string& text) {
  std::string escaped = replace_all(github_data(text), ":", "%3A");
  return replace_all(std::move(escaped), ",", "%2C");
}

}  // namespace

std::string render_junit(const std::vector<SuiteEntry>& entries) {
  Duration total{0};
  for (const SuiteEntry& entry : entries) total += entry.took;
  const std::string counts = " tests=\"" + std::to_string(entries.size()) + "\" failures=\"" +
                             std::to_string(count_failed(entries)) + "\" errors=\"0\" skipped=\"" +
                             std::to_string(count_not_run(entries)) + "\" time=\"" +
                             seconds_text(total) + "\"";
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
                     ">\n  <testsuite name=\"keytrail\"" + counts + ">\n";
  for (const SuiteEntry& entry : entries) {
    text += "    <testcase classname=\"" + xml(entry.scenario->path) + "\" name=\"" +
            xml(entry.scenario->name) + "\" file=\"" + xml(entry.scenario->path) + "\" time=\"" +
            seconds_text(entry.took) + "\"";
    if (entry.passed()) {
      text += "/>\n";
    } else if (!entry.result) {
      text += "><skipped message=\"not run: another failed first\"/></testcase>\n";
    } else {
      const Failure& first = entry.result->failures.front();
      text += ">\n      <failure message=\"" +
              xml("expected " + first.expected + ", got " + first.got) + "\">" +
              xml(all_failures(entry)) + "</failure>\n    </testcase>\n";
    }
  }
  return text + "  </testsuite>\n</testsuites>\n";
}

std::string render_tap(const std::vector<SuiteEntry>& entries) {
  std::string text = "TAP version 13\n1.." + std::to_string(entries.size()) + "\n";
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const SuiteEntry& entry = entries[i];
    // A '#' would begin a directive.
    const std::string title = replace_all(title_of(*entry.scenario), "#", "\\#");
    const std::string line = std::to_string(i + 1) + " - " + replace_all(title, "\n", " ");
    if (!entry.result) {
      text += "ok " + line + " # SKIP not run: another failed first\n";
      continue;
    }
    text += (entry.passed() ? "ok " : "not ok ") + line + "\n";
    if (entry.passed()) continue;
    text += "  ---\n  failures: |\n";
    for (const std::string& failure : split(all_failures(entry), '\n')) {
      if (!failure.empty()) text += "    " + failure + "\n";
    }
    text += "  ...\n";
  }
  return text;
}

Json render_json(const std::vector<SuiteEntry>& entries) {
  const std::size_t failed = count_failed(entries);
  const std::size_t not_run = count_not_run(entries);
  Json scenarios = Json::array();
  for (const SuiteEntry& entry : entries) {
    Json one = {{"path", entry.scenario->path}, {"name", entry.scenario->name}};
    one["status"] = entry.passed() ? "passed" : entry.result ? "failed" : "not-run";
    if (entry.result) {
      one["expectations"] = entry.result->expectations;
      one["endedAt"] = to_rfc3339(entry.result->ended_at);
      Json& failures = one["failures"] = Json::array();
      for (const Failure& failure : entry.result->failures) {
        failures.push_back({{"line", failure.place.line},
                            {"column", failure.place.column},
                            {"time", to_rfc3339(failure.at)},
                            {"expected", failure.expected},
                            {"got", failure.got},
                            {"held", failure.held}});
      }
    }
    scenarios.push_back(std::move(one));
  }
  return {{"format", "keytrail-run/1"},
          {"passed", entries.size() - failed - not_run},
          {"failed", failed},
          {"notRun", not_run},
          {"scenarios", std::move(scenarios)}};
}

std::string render_github(const std::vector<SuiteEntry>& entries) {
  std::string text;
  for (const SuiteEntry& entry : entries) {
    if (!entry.result) continue;
    for (const Failure& failure : entry.result->failures) {
      text += "::error file=" + github_property(entry.scenario->path) +
              ",line=" + std::to_string(std::max(1, failure.place.line)) +
              ",col=" + std::to_string(std::max(1, failure.place.column)) +
              ",title=" + github_property(entry.scenario->name) + "::" +
              github_data("expected " + failure.expected + ", got " + failure.got +
                          "; held: " + failure.held) +
              "\n";
    }
  }
  return text;
}

}  // namespace keytrail::scenario
