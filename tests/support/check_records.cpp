// Checks the records of a served emulator for the tests that drive it from outside: on standard
// input a JSON object a line, {"call": {"service", "input", "output"}} for what clients said and
// heard, {"record": "…"} for what is in event history. Says what is wrong and ends with 1 then.
#include <iostream>
#include <set>

#include "support/record_checks.h"

int main() {
  using keytrail::Json;
  keytrail::testing::Secrets secrets;
  std::set<std::string> records;
  std::string line;
  while (std::getline(std::cin, line)) {
    const Json said = keytrail::parse_json(line).value_or(Json::object());
    if (const Json* call = keytrail::find_member(said, "call")) {
      secrets.note(keytrail::string_member(*call, "service"), (*call)["input"], (*call)["output"]);
    }
    if (said.contains("record")) records.insert(keytrail::string_member(said, "record"));
  }
  bool is_fine = true;
  const auto complain = [&](const std::string& record, const std::string& problem) {
    is_fine = false;
    std::cout << problem << ": " << record << '\n';
  };
  for (const std::string& record : records) {
    const Json tree = keytrail::parse_json(record).value_or(Json::object());
    for (const std::string& problem : keytrail::testing::RecordSchema::problems(tree)) {
      complain(record, problem);
    }
    if (!secrets.found_in(record).empty()) complain(record, "it tells a secret");
  }
  return is_fine ? 0 : 1;
}
