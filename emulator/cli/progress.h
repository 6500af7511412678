// A Progress shows on a terminal how far a long command is: one line on stderr, drawn over and over
// and gone at the end. Elsewhere it shows nothing.
#pragma once

#include <ostream>

#include "cli/cli.h"

namespace keytrail::cli {

class Progress {
 public:
  Progress(Io& io, std::size_t total);
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Takes the line away for what is about to be printed.
  void clear();
  void show(std::size_t done);

 private:
  std::ostream& err_;
  std::size_t total_;
  bool is_shown_ = false;
  bool is_drawn_ = false;
};

}  // namespace keytrail::cli
