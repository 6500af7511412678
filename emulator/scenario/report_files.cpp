// The reports that programs read. They carry the same words as the console's.
#include <cstdio>

#include "base/text.h"
#include "scenario/reports.h"

namespace keytrail::scenario {
namespace {

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

std::string workflow_command(const char* command, const Scenario& scenario, Place place,
                             const std::string& text) {
  return std::string("::") + command + " file=" + github_property(scenario.path) +
         ",line=" + std::to_string(std::max(1, place.line)) +
         ",col=" + std::to_string(std::max(1, place.column)) +
         ",title=" + github_property(scenario.name) + "::" + github_data(text) + "\n";
}

const char* status_of(const SuiteEntry& entry) {
  if (!entry.result) return "not-run";
  if (!entry.passed()) return "failed";
  return entry.is_partial() ? "skipped" : "passed";
}

}  // namespace

std::string render_junit(const std::vector<SuiteEntry>& entries) {
  Duration total{0};
  for (const SuiteEntry& entry : entries) total += entry.took;
  const Tally tally = count(entries);
  const std::string counts = " tests=\"" + std::to_string(entries.size()) + "\" failures=\"" +
                             std::to_string(tally.failed) + "\" errors=\"0\" skipped=\"" +
                             std::to_string(tally.partial + tally.not_run) + "\" time=\"" +
                             seconds_text(total) + "\"";
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" + counts +
                     ">\n  <testsuite name=\"keytrail\"" + counts + ">\n";
  for (const SuiteEntry& entry : entries) {
    text += "    <testcase classname=\"" + xml(entry.scenario->path) + "\" name=\"" +
            xml(entry.scenario->name) + "\" file=\"" + xml(entry.scenario->path) + "\" time=\"" +
            seconds_text(entry.took) + "\"";
    if (entry.is_partial()) {
      text += "><skipped message=\"" + xml(skipped_text(entry)) + "\"/></testcase>\n";
    } else if (entry.passed()) {
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
    text += (entry.passed() ? "ok " : "not ok ") + line;
    if (entry.is_partial()) {
      text += " # SKIP " + replace_all(skipped_text(entry), "\n", " ");
    }
    text += "\n";
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
  const Tally tally = count(entries);
  Json scenarios = Json::array();
  for (const SuiteEntry& entry : entries) {
    Json one = {{"path", entry.scenario->path}, {"name", entry.scenario->name}};
    one["status"] = status_of(entry);
    if (entry.result) {
      one["expectations"] = entry.result->expectations;
      one["seed"] = entry.result->seed;
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
      Json& skips = one["skipped"] = Json::array();
      for (const Skip& skip : entry.result->skips) {
        skips.push_back({{"line", skip.place.line},
                         {"column", skip.place.column},
                         {"what", skip.what},
                         {"why", skip.why}});
      }
    }
    scenarios.push_back(std::move(one));
  }
  return {{"format", "keytrail-run/1"}, {"passed", tally.passed},
          {"failed", tally.failed},     {"skipped", tally.partial},
          {"notRun", tally.not_run},    {"scenarios", std::move(scenarios)}};
}

std::string render_github(const std::vector<SuiteEntry>& entries) {
  std::string text;
  for (const SuiteEntry& entry : entries) {
    if (!entry.result) continue;
    for (const Failure& failure : entry.result->failures) {
      text += workflow_command(
          "error", *entry.scenario, failure.place,
          "expected " + failure.expected + ", got " + failure.got + "; held: " + failure.held);
    }
    for (const Skip& skip : entry.result->skips) {
      text += workflow_command("notice", *entry.scenario, skip.place,
                               "skipped " + skip.what + ": " + skip.why);
    }
  }
  return text;
}

}  // namespace keytrail::scenario
