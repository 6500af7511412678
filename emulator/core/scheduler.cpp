#include "core/scheduler.h"

#include <cstdio>

namespace keytrail {

std::string Scheduler::row_id(TimerId id) {
  char text[24];
  std::snprintf(text, sizeof text, "%020llu", static_cast<unsigned long long>(id));
  return text;
}

TimerId Scheduler::schedule(Instant due, Rank rank, std::string kind, std::string subject,
                            Json detail) {
  const TimerId id = ++last_id_;
  timers_.put(row_id(id),
              Timer{id, due, rank, std::move(kind), std::move(subject), std::move(detail)});
  order_.emplace(due, rank, id);
  return id;
}

void Scheduler::cancel(TimerId id) {
  const std::string row = row_id(id);
  const Timer* timer = timers_.find(row);
  if (timer == nullptr) return;
  order_.erase({timer->due, timer->rank, id});
  timers_.erase(row);
}

std::optional<Instant> Scheduler::next_due() const {
  if (order_.empty()) return std::nullopt;
  return std::get<0>(*order_.begin());
}

std::optional<Timer> Scheduler::pop_due(Instant now) {
  if (order_.empty() || std::get<0>(*order_.begin()) > now) return std::nullopt;
  const std::string row = row_id(std::get<2>(*order_.begin()));
  Timer timer = *timers_.find(row);
  order_.erase(order_.begin());
  timers_.erase(row);
  return timer;
}

std::vector<Timer> Scheduler::upcoming(std::size_t limit) const {
  std::vector<Timer> timers;
  for (const auto& [due, rank, id] : order_) {
    if (timers.size() >= limit) break;
    timers.push_back(*timers_.find(row_id(id)));
  }
  return timers;
}

void Scheduler::reindex(TimerId last_id) {
  order_.clear();
  last_id_ = last_id;
  for (const auto& [row, timer] : timers_.rows()) {
    order_.emplace(timer.due, timer.rank, timer.sequence);
    last_id_ = std::max(last_id_, timer.sequence);
  }
}

void Scheduler::clear() {
  order_.clear();
  timers_.clear();
  last_id_ = 0;
}

}  // namespace keytrail
