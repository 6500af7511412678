#include "cli/progress.h"

namespace keytrail::cli {
namespace {

constexpr std::size_t kBarWidth = 40;

}  // namespace

Progress::Progress(Io& io, std::size_t total)
    : err_(io.err),
      total_(total),
      is_shown_(io.is_err_terminal && total > 1 && !io.env("CI") &&
                io.env("TERM").value_or("dumb") != "dumb") {}

void Progress::clear() {
  if (is_drawn_) err_ << "\r\x1b[K" << std::flush;
  is_drawn_ = false;
}

void Progress::show(std::size_t done) {
  if (!is_shown_) return;
  const std::size_t filled = kBarWidth * done / total_;
  err_ << "\r[" << std::string(filled, '#') << std::string(kBarWidth - filled, '.') << "] " << done
       << "/" << total_ << std::flush;
  is_drawn_ = true;
}

}  // namespace keytrail::cli
