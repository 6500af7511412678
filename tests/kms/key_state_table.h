// tests/data/key_states.csv: what each operation answers in each state of a key.
#pragma once

#include <fstream>
#include <string>
#include <vector>

namespace keytrail::kms {

struct Cell {
  std::string operation, state, result, errors;
};

inline std::vector<std::string> split_csv_line(const std::string& line) {
  std::vector<std::string> fields(1);
  bool is_quoted = false;
  for (const char c : line) {
    if (c == '"') {
      is_quoted = !is_quoted;
    } else if (c == ',' && !is_quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  return fields;
}

inline const std::vector<Cell>& cells() {
  static const std::vector<Cell> all = [] {
    std::vector<Cell> read;
    std::ifstream file(KEYTRAIL_TEST_DATA "/key_states.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line)) {
      if (line.ends_with('\r')) line.pop_back();
      const auto fields = split_csv_line(line);
      read.push_back({fields[0], fields[1], fields[2], fields[3]});
    }
    return read;
  }();
  return all;
}

}  // namespace keytrail::kms
