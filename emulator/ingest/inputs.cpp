#include "ingest/inputs.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <condition_variable>
#include <deque>
#include <istream>
#include <mutex>
#include <thread>

#include "ingest/inflater.h"
#include "ingest/splitter.h"

namespace keytrail::ingest {
namespace {

// A file up to this size is one thread's own.
constexpr std::size_t kOwnFileBytesMax = 8u << 20;

struct Task {
  std::uint64_t number = 0;
  const std::string* input = nullptr;
  // One of these, or the whole input.
  std::optional<Piece> piece;
  std::optional<std::pair<std::uint64_t, std::string>> refusal;
};

// Tasks on their way to the threads, few enough for memory, and used buffers on their way back.
class TaskQueue {
 public:
  explicit TaskQueue(std::size_t tasks_max) : tasks_max_(tasks_max) {}

  void push(Task task) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return tasks_.size() < tasks_max_; });
    tasks_.push_back(std::move(task));
    changed_.notify_all();
  }

  // Nothing once all is done.
  std::optional<Task> pop() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return is_closed_ || !tasks_.empty(); });
    if (tasks_.empty()) return std::nullopt;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    changed_.notify_all();
    return task;
  }

  void close() {
    std::lock_guard lock(mutex_);
    is_closed_ = true;
    changed_.notify_all();
  }

  PaddedBytes buffer() {
    std::lock_guard lock(mutex_);
    if (buffers_.empty()) return {};
    PaddedBytes bytes = std::move(buffers_.back());
    buffers_.pop_back();
    bytes.clear();
    return bytes;
  }

  void give_back(PaddedBytes bytes) {
    std::lock_guard lock(mutex_);
    if (buffers_.size() < tasks_max_) buffers_.push_back(std::move(bytes));
  }

 private:
  const std::size_t tasks_max_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  std::vector<PaddedBytes> buffers_;
  bool is_closed_ = false;
};

class Descriptor {
 public:
  explicit Descriptor(const std::string& path) : descriptor_(::open(path.c_str(), O_RDONLY)) {}
  ~Descriptor() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  // Nothing on an error, 0 at the end.
  std::optional<std::size_t> read(char* into, std::size_t size) const {
    const ssize_t count = ::read(descriptor_, into, size);
    if (count < 0) return std::nullopt;
    return static_cast<std::size_t>(count);
  }
  std::size_t size() const {
    struct stat status {};
    return ::fstat(descriptor_, &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  }

 private:
  int descriptor_;
};

// What becomes of an input's bytes: pieces, for a thread or for all of them.
class InputReader {
 public:
  explicit InputReader(Splitter::Receiver receiver)
      : refuse_(receiver.refuse), buffer_(receiver.buffer), splitter_(std::move(receiver)) {}

  // `head` is room to read in, that can be used again.
  bool read_file(const std::string& path, PaddedBytes& head) {
    const Descriptor file(path);
    if (!file.is_open()) return false;
    head.clear();
    const std::size_t wanted =
        std::max(kPieceBytes, file.size() <= kOwnFileBytesMax ? file.size() + 1 : 0);
    while (head.size() < wanted) {
      const auto count = file.read(head.room(wanted - head.size()), wanted - head.size());
      if (!count) return false;
      if (*count == 0) break;
      head.grow(*count);
    }
    const bool is_whole = head.size() < wanted;
    if (is_gzip(head.view())) return read_gzip(file, head, is_whole);
    if (is_whole) {
      splitter_.take_whole(std::exchange(head, buffer_()));
      return true;
    }
    splitter_.feed(head.view());
    while (true) {
      const auto count = file.read(splitter_.room(kPieceBytes), kPieceBytes);
      if (!count) return false;
      if (*count == 0) break;
      splitter_.filled(*count);
    }
    splitter_.finish();
    return true;
  }

  bool read_stream(std::istream& stream) {
    Inflater inflater([this](std::string_view bytes) { splitter_.feed(bytes); });
    std::vector<char> block(kPieceBytes);
    bool is_fine = true;
    while (is_fine && stream.good()) {
      stream.read(block.data(), static_cast<std::streamsize>(block.size()));
      is_fine = inflater.feed({block.data(), static_cast<std::size_t>(stream.gcount())});
    }
    finish(inflater, is_fine);
    return !stream.bad();
  }

 private:
  bool read_gzip(const Descriptor& file, PaddedBytes& head, bool is_whole) {
    PaddedBytes text = buffer_();
    if (is_whole && inflate_whole(head.view(), kDocumentBytesMax, text)) {
      splitter_.take_whole(std::move(text));
      return true;
    }
    Inflater inflater([this](std::string_view bytes) { splitter_.feed(bytes); });
    bool is_fine = inflater.feed(head.view());
    while (is_fine && !is_whole) {
      head.clear();
      const auto count = file.read(head.room(kPieceBytes), kPieceBytes);
      if (!count) return false;
      if (*count == 0) break;
      head.grow(*count);
      is_fine = inflater.feed(head.view());
    }
    finish(inflater, is_fine);
    return true;
  }

  void finish(Inflater& inflater, bool is_fine) {
    is_fine = inflater.finish() && is_fine;
    splitter_.finish(is_fine ? Splitter::Ending::Whole : Splitter::Ending::CutOff);
    if (!is_fine) refuse_(0, "the gzip data is damaged or ends early");
  }

  std::function<void(std::uint64_t, const std::string&)> refuse_;
  std::function<PaddedBytes()> buffer_;
  Splitter splitter_;
};

// One thread's share.
class Worker final : public RecordScanner::Sink {
 public:
  Worker(TaskQueue& queue, Consumer& consumer) : queue_(queue), consumer_(consumer) {}

  void run() {
    while (std::optional<Task> task = queue_.pop()) {
      origin_ = {task->number, 0, task->input};
      if (task->piece) {
        scan(std::move(*task->piece));
      } else if (task->refusal) {
        refuse(task->refusal->first, task->refusal->second);
      } else {
        read_whole(*task->input);
      }
    }
  }

  // Without other threads: handing each piece over would cost a tenth of the time.
  void run_alone(const std::vector<std::string>& paths, std::istream& standard_input) {
    std::uint64_t number = 0;
    for (const std::string& path : paths) {
      origin_ = {number++, 0, &path};
      if (path != "-") {
        read_whole(path);
      } else if (!make_reader().read_stream(standard_input)) {
        unreadable_ = unreadable_.value_or(path);
      }
    }
  }

  const std::optional<std::string>& unreadable() const { return unreadable_; }

  void take(const RecordView& record, std::uint64_t number) override {
    origin_.number = number;
    consumer_.take(record, origin_);
  }
  void refuse(std::uint64_t number, const std::string& reason) override {
    origin_.number = number;
    consumer_.refuse(origin_, reason);
  }

 private:
  void scan(Piece piece) {
    scanner_.scan(piece, *this);
    queue_.give_back(std::move(piece.bytes));
  }

  void read_whole(const std::string& path) {
    if (!make_reader().read_file(path, head_)) unreadable_ = unreadable_.value_or(path);
  }

  InputReader make_reader() {
    return InputReader(
        {[this](Piece piece) { scan(std::move(piece)); },
         [this](std::uint64_t number, const std::string& reason) { refuse(number, reason); },
         [this] { return queue_.buffer(); }});
  }

  TaskQueue& queue_;
  Consumer& consumer_;
  RecordScanner scanner_;
  PaddedBytes head_;
  Origin origin_;
  std::optional<std::string> unreadable_;
};

bool is_small_file(const std::string& path) {
  struct stat status {};
  return path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         static_cast<std::size_t>(status.st_size) <= kOwnFileBytesMax;
}

}  // namespace

std::optional<std::string> read_inputs(const std::vector<std::string>& paths,
                                       std::istream& standard_input,
                                       const std::vector<std::unique_ptr<Consumer>>& consumers) {
  TaskQueue queue(2 * consumers.size());
  if (consumers.size() == 1) {
    Worker worker(queue, *consumers.front());
    worker.run_alone(paths, standard_input);
    return worker.unreadable();
  }
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<std::thread> threads;
  for (const auto& consumer : consumers) {
    workers.push_back(std::make_unique<Worker>(queue, *consumer));
    threads.emplace_back([worker = workers.back().get()] { worker->run(); });
  }
  std::optional<std::string> unreadable;
  std::uint64_t number = 0;
  PaddedBytes head;
  for (const std::string& path : paths) {
    if (is_small_file(path)) {
      queue.push({number++, &path, std::nullopt, std::nullopt});
      continue;
    }
    InputReader reader({[&](Piece piece) {
                          queue.push({number++, &path, std::move(piece), std::nullopt});
                        },
                        [&](std::uint64_t place, const std::string& reason) {
                          queue.push({number++, &path, std::nullopt, std::pair(place, reason)});
                        },
                        [&] { return queue.buffer(); }});
    const bool is_read =
        path == "-" ? reader.read_stream(standard_input) : reader.read_file(path, head);
    if (!is_read) unreadable = unreadable.value_or(path);
  }
  queue.close();
  for (std::thread& thread : threads) thread.join();
  for (const auto& worker : workers) {
    if (worker->unreadable() && !unreadable) unreadable = worker->unreadable();
  }
  return unreadable;
}

}  // namespace keytrail::ingest
