// How many events a second the compiled filter patterns judge, one core, nothing around it.
// usage: match_filters SECONDS < LINES: the first lines are patterns, up to an empty one; the
// rest are records, one a line. Prints one JSON document: events a second by the number of
// patterns, once for records that are parsed already and once with the parsing.
#include <chrono>
#include <iostream>
#include <string>
#include <vector>

#include "logs/filter_pattern.h"

using namespace keytrail;

namespace {

struct Record {
  std::string text;
  Json tree;
};

// Judges all records by the patterns, again and again until the time is up.
template <class MakeMessage>
double events_per_second(double seconds, const std::vector<logs::FilterPattern>& patterns,
                         const std::vector<Record>& records, MakeMessage make_message) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  std::size_t judged = 0;
  std::size_t matched = 0;
  double elapsed = 0;
  do {
    for (const Record& record : records) {
      const logs::LogMessage message = make_message(record);
      for (const logs::FilterPattern& pattern : patterns) matched += pattern.matches(message);
    }
    judged += records.size();
    elapsed = std::chrono::duration<double>(Clock::now() - begin).count();
  } while (elapsed < seconds);
  if (matched == 0) std::cerr << "no pattern matches anything\n";
  return static_cast<double>(judged) / elapsed;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 2) return 2;
  const double seconds = std::stod(arguments[1]);
  std::vector<logs::FilterPattern> patterns;
  std::vector<Record> records;
  std::string line;
  while (std::getline(std::cin, line) && !line.empty()) {
    auto compiled = logs::FilterPattern::compile(line);
    if (std::holds_alternative<logs::PatternError>(compiled)) return 3;
    patterns.push_back(std::get<logs::FilterPattern>(std::move(compiled)));
  }
  while (std::getline(std::cin, line)) {
    std::optional<Json> tree = parse_json(line);
    if (!tree) return 3;
    records.push_back({line, std::move(*tree)});
  }
  if (patterns.empty() || records.empty()) return 2;

  const std::vector<logs::FilterPattern> one(patterns.begin(), patterns.begin() + 1);
  Json found = Json::object();
  for (const auto& chosen : {one, patterns}) {
    const auto parsed = [](const Record& record) {
      return logs::LogMessage(record.text, &record.tree);
    };
    const auto as_text = [](const Record& record) { return logs::LogMessage(record.text); };
    found[std::to_string(chosen.size())] = {
        {"parsed", events_per_second(seconds, chosen, records, parsed)},
        {"text", events_per_second(seconds, chosen, records, as_text)}};
  }
  std::cout << found.dump() << "\n";
}
