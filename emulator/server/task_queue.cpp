#include "server/task_queue.h"

namespace keytrail {

void GrowingTaskQueue::enqueue(std::function<void()> task) {
  std::unique_lock lock(mutex_);
  tasks_.push_back(std::move(task));
  if (idle_ >= tasks_.size() || threads_ >= threads_max_) {
    has_task_.notify_one();
    return;
  }
  ++threads_;
  std::thread([this] { work(); }).detach();
}

void GrowingTaskQueue::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    if (tasks_.empty() && !is_shut_down_) {
      ++idle_;
      has_task_.wait_for(lock, std::chrono::seconds(30),
                         [this] { return !tasks_.empty() || is_shut_down_; });
      --idle_;
    }
    if (tasks_.empty()) break;
    std::function<void()> task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
  --threads_;
  thread_ended_.notify_all();
}

void GrowingTaskQueue::shutdown() {
  std::unique_lock lock(mutex_);
  is_shut_down_ = true;
  has_task_.notify_all();
  thread_ended_.wait_for(lock, std::chrono::seconds(1), [this] { return threads_ == 0; });
}

}  // namespace keytrail
