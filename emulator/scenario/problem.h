// A Problem is what is wrong with an input file, and where: one line for stderr.
#pragma once

#include <string>

namespace keytrail::scenario {

struct Place {
  int line = 0;  // Both count from 1; 0: the file as a whole.
  int column = 0;
};

// "scenarios/a.yaml:12:5", the form editors jump to.
inline std::string where_text(const std::string& path, Place place) {
  if (place.line == 0) return path;
  return path + ":" + std::to_string(place.line) + ":" + std::to_string(place.column);
}

struct Problem {
  enum class Kind { Invalid, Unreadable };
  std::string path;
  Place place;
  std::string text;  // What was expected, and what is there.
  Kind kind = Kind::Invalid;

  // "scenarios/a.yaml:12:5: unknown key 'trial'; expected one of trail, filters"
  std::string line() const { return where_text(path, place) + ": " + text; }
};

}  // namespace keytrail::scenario
