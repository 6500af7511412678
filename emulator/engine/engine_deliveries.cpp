// Deliveries to the outside: attempted without the engine's lock, settled with it.
#include "engine/engine.h"

namespace keytrail {

void Engine::attempt_deliveries(Lock& lock, Instant due, const Attempt& attempt,
                                std::map<std::string, std::uint64_t>* ran) {
  if (const std::optional<Instant> next = next_delivery(); !next || *next > due) return;
  // Who wants to deliver waits until the other is done: nothing is attempted twice at one instant.
  lock.unlock();
  std::lock_guard turn(delivery_turn_);
  lock.lock();
  std::vector<std::pair<std::string, Delivery>> owed;
  for (const auto& [id, delivery] : outbox_.deliveries().rows()) {
    if (delivery.due <= due) owed.emplace_back(id, delivery);
  }
  if (owed.empty()) return;
  commit();  // What is delivered must not be lost by a crash right after.
  for (auto& [id, delivery] : owed) {
    lock.unlock();
    const AttemptResult result =
        attempt ? attempt(delivery)
                : AttemptResult{AttemptResult::Fate::Failed, "no delivery is configured"};
    lock.lock();
    if (outbox_.deliveries().find(id) == nullptr) continue;  // Reset meanwhile.
    if (ran != nullptr) ++(*ran)["deliveries"];
    settle(id, result, due);
  }
  commit();
}

// Notes what became of the attempt; then the delivery waits for the next, or is over.
void Engine::settle(const std::string& id, const AttemptResult& result, Instant due) {
  Delivery& row = *outbox_.deliveries().edit(id);
  ++row.attempts;
  row.last_error = result.error;
  const Instant now = clock_.now();
  Timeline timeline;
  Json note = {{"delivery", row.kind}, {"attempt", row.attempts}};
  note["status"] = result.has_arrived() ? "delivered" : "failed";
  if (!result.has_arrived()) note["error"] = result.error;
  for (const char* member : {"to", "subject"}) {
    if (const Json* value = find_member(row.payload, member)) note[member] = *value;
  }
  if (const Json* about = find_member(row.payload, "about")) note.update(*about);
  timeline.note("notification", row.scope, std::move(note));
  std::optional<Duration> retry_in;
  if (result.fate == AttemptResult::Fate::Failed) retry_in = options_.retry_delay(row);
  if (retry_in) {
    row.due = std::max(due, now) + *retry_in;
    return flush(now, timeline);
  }
  const Delivery over = row;
  outbox_.deliveries().erase(id);
  flush(now, timeline);
  // Only what a service has something to do about is a command: the numbers of commands, and so
  // their chance, must not depend on how fast mails go out.
  if (!Execution::wants_to_know(over, result)) return;
  Execution execution = begin(now);
  execution.end_delivery(over, result);
  flush(now, execution.timeline());
}

void Engine::run_due_work(const Attempt& attempt) {
  Lock lock(mutex_);
  const Instant now = clock_.now();
  run_timers(now, nullptr);
  attempt_deliveries(lock, now, attempt, nullptr);
  if (last_committed_ != last_flushed_) commit();
}

bool Engine::wait_for_work(std::chrono::milliseconds longest) {
  Lock lock(mutex_);
  std::chrono::milliseconds wait = longest;
  if (const std::optional<Instant> next = next_work()) {
    if (*next <= clock_.now()) return !is_stopping_;
    if (const auto left = clock_.real_time_until(*next)) {
      wait = std::min(wait, std::max<Duration>(*left, Duration(1)));
    }
  }
  if (is_stopping_) return false;
  is_background_waiting_ = true;
  background_until_ = next_work();
  changed_.wait_for(lock, wait,
                    [&] { return is_stopping_ || background_wakes_ != background_wakes_seen_; });
  background_wakes_seen_ = background_wakes_;
  is_background_waiting_ = false;
  return !is_stopping_;
}

void Engine::stop_background() {
  Lock lock(mutex_);
  is_stopping_ = true;
  changed_.notify_all();
}

}  // namespace keytrail
