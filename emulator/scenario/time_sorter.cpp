#include "scenario/time_sorter.h"

#include <algorithm>
#include <optional>
#include <queue>

namespace keytrail::scenario {
namespace {

constexpr std::size_t kBytesInMemoryMax = 32u << 20;

struct Header {
  std::int64_t at;
  std::uint64_t piece, number, size;
};

bool is_before(const TimedText& a, const TimedText& b) { return a.key() < b.key(); }

bool write_text(std::FILE* file, const TimedText& text) {
  const Header header{millis_of(text.at), text.piece, text.number, text.text.size()};
  return std::fwrite(&header, sizeof header, 1, file) == 1 &&
         std::fwrite(text.text.data(), 1, text.text.size(), file) == text.text.size();
}

bool read_text(std::FILE* file, TimedText& text) {
  Header header;
  if (std::fread(&header, sizeof header, 1, file) != 1) return false;
  text.at = instant_of(header.at);
  text.piece = header.piece;
  text.number = header.number;
  text.text.resize(header.size);
  return std::fread(text.text.data(), 1, header.size, file) == header.size;
}

}  // namespace

// Sorted texts, in memory or in a file, and the first of them that was not given yet.
struct TimeSorter::Run {
  std::vector<TimedText>* texts = nullptr;
  std::FILE* file = nullptr;
  std::size_t next = 0;
  TimedText front;

  bool advance() {
    if (file != nullptr) return read_text(file, front);
    if (next == texts->size()) return false;
    front = std::move((*texts)[next++]);
    return true;
  }
};

void TimeSorter::add(Instant at, std::uint64_t piece, std::uint64_t number, std::string_view text) {
  texts_.push_back({at, piece, number, std::string(text)});
  bytes_ += sizeof(TimedText) + text.size();
  if (bytes_ > kBytesInMemoryMax) write_run();
}

void TimeSorter::write_run() {
  std::sort(texts_.begin(), texts_.end(), is_before);
  runs_.emplace_back(std::tmpfile());
  std::FILE* file = runs_.back().get();
  if (file == nullptr) runs_.pop_back();
  bool is_written = file != nullptr;
  for (const TimedText& text : texts_) is_written = is_written && write_text(file, text);
  has_failed_ = has_failed_ || !is_written || std::fflush(file) != 0;
  texts_.clear();
  bytes_ = 0;
}

bool TimeSorter::merge(const std::vector<TimeSorter*>& sorters,
                       const std::function<void(TimedText&)>& visit) {
  std::vector<Run> runs;
  for (TimeSorter* sorter : sorters) {
    if (sorter->has_failed_) return false;
    std::sort(sorter->texts_.begin(), sorter->texts_.end(), is_before);
    runs.push_back({&sorter->texts_, nullptr, 0, {}});
    for (const auto& file : sorter->runs_) {
      std::rewind(file.get());
      runs.push_back({nullptr, file.get(), 0, {}});
    }
  }
  const auto is_later = [](const Run* a, const Run* b) { return is_before(b->front, a->front); };
  std::priority_queue<Run*, std::vector<Run*>, decltype(is_later)> heads(is_later);
  for (Run& run : runs) {
    if (run.advance()) heads.push(&run);
  }
  while (!heads.empty()) {
    Run* first = heads.top();
    heads.pop();
    visit(first->front);
    if (first->advance()) heads.push(first);
  }
  return std::none_of(runs.begin(), runs.end(), [](const Run& run) {
    return run.file != nullptr && std::ferror(run.file) != 0;
  });
}

}  // namespace keytrail::scenario
