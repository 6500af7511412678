// A TimeSorter takes texts in any order and gives them back in order of time. What memory does not
// hold waits, sorted, in a temporary file.
#pragma once

#include <cstdint>
#include <cstdio>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/instant.h"

namespace keytrail::scenario {

struct TimedText {
  Instant at;
  std::uint64_t piece = 0;   // Texts of one instant keep the order of their pieces,
  std::uint64_t number = 0;  // and inside a piece that of their numbers.
  std::string text;

  auto key() const { return std::tie(at, piece, number); }
};

class TimeSorter {
 public:
  void add(Instant at, std::uint64_t piece, std::uint64_t number, std::string_view text);

  // All texts of all sorters, once. False when a temporary file failed, here or in add().
  static bool merge(const std::vector<TimeSorter*>& sorters,
                    const std::function<void(TimedText&)>& visit);

 private:
  struct Run;
  void write_run();

  struct CloseFile {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::vector<TimedText> texts_;
  std::size_t bytes_ = 0;
  std::vector<std::unique_ptr<std::FILE, CloseFile>> runs_;
  bool has_failed_ = false;
};

}  // namespace keytrail::scenario
