// A TaskQueue that grows: cpp-httplib gives each open connection a thread for as long as it lives,
// and SDKs keep fifty and more idle ones, so a fixed pool starves without any error. Threads start
// when nobody is free and go after a while without work.
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace keytrail {

class GrowingTaskQueue final : public httplib::TaskQueue {
 public:
  explicit GrowingTaskQueue(std::size_t threads_max) : threads_max_(threads_max) {}

  void enqueue(std::function<void()> task) override;
  // Waits at most a second for tasks in hand; what still runs then is abandoned to the exit.
  void shutdown() override;

 private:
  void work();

  const std::size_t threads_max_;
  std::mutex mutex_;
  std::condition_variable has_task_;
  std::condition_variable thread_ended_;
  std::deque<std::function<void()>> tasks_;
  std::size_t threads_ = 0;
  std::size_t idle_ = 0;
  bool is_shut_down_ = false;
};

}  // namespace keytrail
