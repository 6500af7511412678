#include <ostream>

#include "base/text.h"
#include "cli/commands.h"
#include "cli/event_source.h"
#include "logs/filter_pattern.h"

namespace keytrail::cli {
namespace {

using logs::FilterPattern;

struct FilterFlags {
  std::string pattern;
  std::vector<std::string> paths;
  bool is_json = false;
  bool is_explained = false;
};

// The pattern with a caret below the place, however long the pattern and whatever its characters.
int report_pattern(Io& io, const std::string& pattern, const logs::PatternError& error) {
  const int code =
      fail(io, kInvalidInput,
           "pattern, column " + std::to_string(error.column) + ": expected " + error.expected);
  const std::size_t before = std::min(error.column - 1, pattern.size());
  const std::size_t columns = code_points(std::string_view(pattern).substr(0, before));
  io.err << "  " << replace_all(pattern, "\n", " ") << "\n  " << std::string(columns, ' ') << "^\n";
  return code;
}

Json values_of(const FilterPattern& pattern, const SourceEvent& event) {
  Json values = Json::object();
  for (const auto& [name, value] : pattern.extract(event.message)) values[name] = value;
  return values;
}

void print_event(Io& io, const SourceEvent& event, const char* verdict) {
  io.out << verdict << event.source << ":" << event.number << ": " << event.message << "\n";
}

void print_explanation(Io& io, const FilterPattern& pattern, const logs::LogMessage& message) {
  for (const FilterPattern::Clause& clause : pattern.explain(message)) {
    io.out << (clause.holds ? "    holds  " : "    fails  ") << clause.text << "  (" << clause.found
           << ")\n";
  }
}

Json clauses_of(const FilterPattern& pattern, const logs::LogMessage& message) {
  Json clauses = Json::array();
  for (const FilterPattern::Clause& clause : pattern.explain(message)) {
    clauses.push_back({{"text", clause.text}, {"holds", clause.holds}, {"found", clause.found}});
  }
  return clauses;
}

int test_pattern(Io& io, const FilterFlags& flags) {
  const auto compiled = FilterPattern::compile(flags.pattern);
  if (const auto* error = std::get_if<logs::PatternError>(&compiled)) {
    return report_pattern(io, flags.pattern, *error);
  }
  const FilterPattern& pattern = std::get<FilterPattern>(compiled);
  const std::vector<std::string> paths =
      flags.paths.empty() ? std::vector<std::string>{"-"} : flags.paths;
  Json matches = Json::array();
  Json explained = Json::array();
  std::size_t tested = 0;
  std::size_t matched = 0;
  for (const std::string& path : paths) {
    const auto read = read_events(path, io);
    if (const auto* error = std::get_if<SourceError>(&read))
      return fail(io, error->code, error->line);
    for (const SourceEvent& event : std::get<std::vector<SourceEvent>>(read)) {
      ++tested;
      const logs::LogMessage message(event.message);
      const bool is_match = pattern.matches(message);
      if (is_match) ++matched;
      if (flags.is_json) {
        if (flags.is_explained) {
          explained.push_back({{"source", event.source},
                               {"eventNumber", event.number},
                               {"isMatch", is_match},
                               {"clauses", clauses_of(pattern, message)}});
        }
        if (!is_match) continue;
        matches.push_back({{"source", event.source},
                           {"eventNumber", event.number},
                           {"eventMessage", event.message},
                           {"extractedValues", values_of(pattern, event)}});
        continue;
      }
      if (flags.is_explained) {
        print_event(io, event, is_match ? "match     " : "no match  ");
        print_explanation(io, pattern, message);
      } else if (is_match) {
        print_event(io, event, "");
      }
      if (!is_match) continue;
      for (const auto& [name, value] : pattern.extract(event.message)) {
        io.out << "    " << name << " = " << value << "\n";
      }
    }
  }
  if (flags.is_json) {
    Json document = {{"pattern", flags.pattern},
                     {"tested", tested},
                     {"matched", matched},
                     {"matches", std::move(matches)}};
    if (flags.is_explained) document["explained"] = std::move(explained);
    print_json(io, document);
  } else {
    io.err << matched << " of " << tested << " events match\n";
  }
  return matched > 0 ? kAllHeld : kExpectationFailed;
}

}  // namespace

void add_filter(CLI::App& app, Io& io, Action& action) {
  auto flags = std::make_shared<FilterFlags>();
  CLI::App* filter = app.add_subcommand("filter", "Works with metric filter patterns");
  filter->require_subcommand(1);
  CLI::App* test = filter->add_subcommand("test", "Says which log events a pattern matches");
  test->add_option("pattern", flags->pattern, "As put-metric-filter takes it")
      ->required()
      ->type_name("PATTERN");
  test->add_option(
          "files", flags->paths,
          "NDJSON, {\"Records\": [...]} or plain lines, .gz too; - or none: standard input")
      ->type_name("FILE");
  test->add_flag("--explain", flags->is_explained, "Every event, with the verdict of each clause");
  test->add_flag("--json", flags->is_json, "One JSON document on stdout");
  test->footer("Exit code 0: some match; 1: none; 3: the pattern is invalid.");
  test->callback(
      [&io, &action, flags] { action = [&io, flags] { return test_pattern(io, *flags); }; });
}

}  // namespace keytrail::cli
