#include "engine/engine.h"

#include <algorithm>
#include <cstring>
#include <sstream>
#include <thread>

#include "base/text.h"
#include "core/limits.h"
#include "sns/service.h"

namespace keytrail {
namespace {

constexpr std::uint64_t kTimersPerCommit = 1000;

// Tells the processor that this is a loop that waits.
void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#else
  std::this_thread::yield();
#endif
}

const char* work_name(Rank rank) {
  switch (rank) {
    case Rank::StateTransition:
      return "state-transitions";
    case Rank::TrailDelivery:
      return "trail-deliveries";
    case Rank::DefaultDatapoint:
      return "default-datapoints";
    case Rank::AlarmEvaluation:
      return "alarm-evaluations";
    case Rank::Notification:
      return "notifications";
  }
  return "other";
}

// Derived indexes (compiled patterns, look-ups by another key) are rebuilt after tables were filled
// or emptied behind the service's back.
void rebuild_indexes(World& world) {
  world.each_service([](auto& state) {
    if constexpr (requires { state.reindex(); }) state.reindex();
  });
}

void append_entries(Store& store, Instant at, Timeline& timeline) {
  if (timeline.empty()) return;
  const std::size_t count = timeline.count();
  store.append(TimelineBatch{0, at, count, timeline.take()});
}

}  // namespace

Engine::Engine(EngineOptions options, std::unique_ptr<Store> store, Persistence* persistence,
               Persistence* database, RealTime real)
    : options_(std::move(options)),
      real_(std::move(real)),
      launch_(std::chrono::floor<std::chrono::seconds>(real_.wall())),
      store_(std::move(store)),
      persistence_(persistence),
      database_(database),
      clock_(make_clock(std::nullopt)),
      authorizer_(options_.settings),
      parts_{world_, scheduler_, *store_, outbox_, options_.settings, authorizer_, seed_, {}},
      tables_(world_.tables()) {
  tables_.push_back(&scheduler_.table());
  tables_.push_back(&outbox_.inbox());
  tables_.push_back(&outbox_.deliveries());
  outbox_.set_mail_sinks(options_.mail_sinks);
  parts_.run_unlocked = [this](const std::function<void()>& work) {
    Lock* mine = current_lock_;
    KT_ASSERT(mine != nullptr);
    mine->unlock();
    work();
    mine->lock();
    current_lock_ = mine;
    return catch_up();
  };
  parts_.await_change = [this](std::optional<Instant> wanted,
                               std::chrono::steady_clock::time_point longest) {
    return await_change(wanted, longest);
  };
  parts_.catch_up = [this] { return catch_up(); };
  draw_seed();
  if (persistence_ != nullptr) load();
}

Clock Engine::make_clock(std::optional<Instant> stored) {
  // A stored instant wins over --clock-start: the same command line must survive a restart.
  const Instant wall = options_.is_manual_clock ? launch_ : real_.wall();
  Instant start = options_.clock_start.value_or(wall);
  if (stored) start = options_.is_manual_clock ? *stored : std::max(wall, *stored);
  return Clock(real_, start, options_.is_manual_clock, options_.clock_speed);
}

void Engine::draw_seed() {
  if (options_.seed) {
    seed_.fill(0);
    for (int i = 0; i < 8; ++i) seed_[i] = static_cast<std::uint8_t>(*options_.seed >> (8 * i));
    return;
  }
  crypto::SystemRandom().fill(seed_);
}

void Engine::load() {
  if (const auto stored = persistence_->meta("seed")) {
    const Bytes bytes = from_hex(*stored).value_or(Bytes());
    if (bytes.size() == seed_.size()) std::copy(bytes.begin(), bytes.end(), seed_.begin());
  } else {
    persistence_->set_meta("seed", to_hex(seed_));
  }
  load_state(*persistence_);
  if (const auto now = persistence_->meta("now")) clock_ = make_clock(instant_of(std::stoll(*now)));
  last_flushed_ = last_committed_ = last_command_;
  commit();
  run_timers(clock_.now(), nullptr);
  commit();
}

// Entities and numbers; the streams are the store's own.
void Engine::load_state(Persistence& source) {
  if (const auto command = source.meta("command")) last_command_ = std::stoull(*command);
  for (TableBase* table : tables_) {
    source.load(table->kind(), [&](std::string id, const std::string& body) {
      if (const auto row = parse_json(body)) table->load(std::move(id), *row);
    });
  }
  std::istringstream numbers(source.meta("numbers").value_or(""));
  TimerId last_timer = 0;
  Outbox::Numbers last_sent;
  numbers >> last_timer >> last_sent.mail >> last_sent.delivery;
  scheduler_.reindex(last_timer);
  outbox_.reindex(last_sent);
  rebuild_indexes(world_);
}

Execution Engine::begin(Instant now) { return Execution(parts_, ++last_command_, now); }

Instant Engine::catch_up() {
  const Instant at = clock_.now();
  run_timers(at, nullptr);
  return at;
}

bool Engine::await_change(std::optional<Instant> wanted,
                          std::chrono::steady_clock::time_point longest) {
  Lock* mine = current_lock_;
  KT_ASSERT(mine != nullptr);
  auto until = longest;
  if (wanted) {
    if (const auto left = clock_.real_time_until(*wanted)) {
      until = std::min(until, std::chrono::steady_clock::now() + std::max(*left, Duration(1)));
    }
  }
  const std::uint64_t seen = changes_;
  ++change_waiters_;
  changed_.wait_until(*mine, until, [&] { return is_stopping_ || changes_ != seen; });
  --change_waiters_;
  current_lock_ = mine;
  return !is_stopping_ && std::chrono::steady_clock::now() < longest;
}

// A command holds the lock for some thirty microseconds, less than it takes to be put to sleep and
// woken: one of those who wait keeps trying for about as long, the others sleep.
Engine::Lock Engine::lock_for_command() {
  constexpr int kTriesMax = 2000;
  if (mutex_.try_lock()) return Lock(mutex_, std::adopt_lock);
  if (!is_somebody_trying_.exchange(true)) {
    for (int i = 0; i < kTriesMax; ++i) {
      relax();
      if (mutex_.try_lock()) {
        is_somebody_trying_ = false;
        return Lock(mutex_, std::adopt_lock);
      }
    }
    is_somebody_trying_ = false;
  }
  return Lock(mutex_);
}

Outcome Engine::execute(const Call& call) {
  Lock lock = lock_for_command();
  current_lock_ = &lock;
  const Instant now = clock_.now();
  run_timers(now, nullptr);
  Execution execution = begin(now);
  Outcome outcome = execution.run_signed_call(call);
  flush(execution.now(), execution.timeline());
  await_commit(lock);
  return outcome;
}

Result<void> Engine::set_custom_key_store_fault(const Scope& scope, const std::string& id,
                                                const std::string& error_code) {
  Lock lock(mutex_);
  const Instant now = clock_.now();
  run_timers(now, nullptr);
  Execution execution = begin(now);
  Result<void> result = execution.set_custom_key_store_fault(scope, id, error_code);
  flush(now, execution.timeline());
  await_commit(lock);
  return result;
}

Json Engine::inject_records(const std::vector<std::string>& records) {
  Lock lock(mutex_);
  const Instant now = clock_.now();
  run_timers(now, nullptr);
  Execution execution = begin(now);
  Json answer = execution.inject_records(records);
  flush(now, execution.timeline());
  await_commit(lock);
  return answer;
}

void Engine::set_tls_port(int port) {
  Lock lock(mutex_);
  options_.settings.tls_port = port;
}

std::optional<std::string> Engine::signing_certificate(const std::string& name) {
  Lock lock(mutex_);
  return sns::signing_certificate(world_.sns, name);
}

std::uint64_t Engine::waiting_calls() {
  Lock lock(mutex_);
  return change_waiters_;
}

void Engine::run_timers(Instant until, std::map<std::string, std::uint64_t>* ran) {
  std::uint64_t count = 0;
  while (std::optional<Timer> timer = scheduler_.pop_due(until)) {
    KT_ASSERT(++count <= limits::kTimersPerAdvanceMax);
    const Instant due = timer->due;
    jump_clock_to(due);
    Execution execution = begin(due);
    execution.run_timer(*timer);
    if (ran != nullptr) ++(*ran)[work_name(timer->rank)];
    flush(due, execution.timeline());
    if (count % kTimersPerCommit == 0) commit();
  }
}

// ---- what a command leaves behind ----

void Engine::flush(Instant now, Timeline& timeline) {
  last_flushed_ = last_command_;
  append_entries(*store_, now, timeline);
  if (persistence_ == nullptr) {
    for (TableBase* table : tables_) {
      if (table->has_touched()) table->take_touched();
    }
  }
  // The background sleeps on unless there is something else to wake up for than it thinks.
  if (is_background_waiting_ && next_work() != background_until_) ++background_wakes_;
  ++changes_;
  if (timeline_waiters_ > 0 || change_waiters_ > 0 || background_wakes_ != background_wakes_seen_) {
    changed_.notify_all();
  }
}

void Engine::wake_background() {
  ++background_wakes_;
  ++changes_;
  changed_.notify_all();
}

// What numbers were given last, where the rows that bear them may be gone.
std::string Engine::numbers() const {
  return std::to_string(scheduler_.last_id()) + " " + std::to_string(outbox_.last().mail) + " " +
         std::to_string(outbox_.last().delivery);
}

// Hands over what the database must hold besides the streams.
void Engine::stage(Persistence& target) {
  for (TableBase* table : tables_) {
    if (!table->has_touched()) continue;
    for (const std::string& id : table->take_touched()) {
      target.save(table->kind(), id, table->row(id));
    }
  }
  if (std::string now = numbers(); now != saved_numbers_) {
    target.set_meta("numbers", now);
    saved_numbers_ = std::move(now);
  }
  target.set_meta("command", std::to_string(last_command_));
  target.set_meta("now", std::to_string(millis_of(clock_.now())));
}

void Engine::commit() {
  if (persistence_ == nullptr) return;
  stage(*persistence_);
  persistence_->commit();
  last_committed_ = last_flushed_;
}

void Engine::await_commit(Lock& lock) {
  const auto release = [&] { lock.unlock(); };
  if (persistence_ == nullptr) {
    if (store_->has_backlog()) {
      store_->write_backlog(release);
    } else {
      release();
    }
    return;
  }
  const std::uint64_t mine = last_flushed_;
  release();
  std::lock_guard turn(commit_turn_);
  if (last_committed_ >= mine) return;
  lock.lock();
  const std::uint64_t mine_and_others = last_flushed_;
  stage(*persistence_);
  persistence_->commit(release);
  // A commit under the lock may have gone further meanwhile.
  std::uint64_t committed = last_committed_;
  while (committed < mine_and_others &&
         !last_committed_.compare_exchange_weak(committed, mine_and_others)) {
  }
}

// ---- the clock ----

Instant Engine::now() {
  std::lock_guard clock_lock(clock_mutex_);
  return clock_.now();
}

bool Engine::is_manual() {
  std::lock_guard clock_lock(clock_mutex_);
  return clock_.is_manual();
}

double Engine::speed() {
  std::lock_guard clock_lock(clock_mutex_);
  return clock_.speed();
}

void Engine::jump_clock_to(Instant target) {
  std::lock_guard clock_lock(clock_mutex_);
  clock_.jump_to(target);
}

MoveReport Engine::advance(Duration by, const Attempt& attempt) {
  Lock lock(mutex_);
  return move(lock, clock_.now() + by, attempt);
}

std::optional<MoveReport> Engine::move_to(Instant target, const Attempt& attempt) {
  Lock lock(mutex_);
  if (target < clock_.now()) return std::nullopt;
  return move(lock, target, attempt);
}

MoveReport Engine::move(Lock& lock, Instant target, const Attempt& attempt) {
  MoveReport report;
  const Instant from = clock_.now();
  run_timers(from, &report.ran);
  note_clock(from, target);
  while (const std::optional<Instant> next = next_work()) {
    if (*next > target) break;
    jump_clock_to(*next);
    run_timers(*next, &report.ran);
    attempt_deliveries(lock, *next, attempt, &report.ran);
  }
  jump_clock_to(target);
  commit();
  ++changes_;
  if (change_waiters_ > 0) changed_.notify_all();
  report.now = clock_.now();
  return report;
}

void Engine::note_clock(Instant from, Instant to) {
  Timeline timeline;
  timeline.note("clock", Scope{options_.settings.default_account, options_.settings.default_region},
                {{"from", to_rfc3339(from)}, {"to", to_rfc3339(to)}});
  append_entries(*store_, from, timeline);
}

void Engine::set_manual(bool is_manual) {
  Lock lock(mutex_);
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_.set_manual(is_manual);
  }
  commit();
  wake_background();
}

void Engine::set_speed(double speed) {
  Lock lock(mutex_);
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_.set_speed(speed);
  }
  wake_background();
}

std::optional<Instant> Engine::next_delivery() const {
  std::optional<Instant> next;
  for (const auto& [id, delivery] : outbox_.deliveries().rows()) {
    if (!next || delivery.due < *next) next = delivery.due;
  }
  return next;
}

std::optional<Instant> Engine::next_work() const {
  const std::optional<Instant> timer = scheduler_.next_due();
  const std::optional<Instant> delivery = next_delivery();
  if (!timer) return delivery;
  if (!delivery) return timer;
  return std::min(*timer, *delivery);
}

Json Engine::next_event() {
  Lock lock(mutex_);
  const std::vector<Timer> timers = scheduler_.upcoming(1);
  if (timers.empty()) return nullptr;
  return {{"time", to_rfc3339(timers[0].due)},
          {"kind", timers[0].kind},
          {"subject", timers[0].subject}};
}

// ---- deliveries ----

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

// ---- what people read ----

std::vector<Mail> Engine::inbox(const std::string& to) {
  Lock lock(mutex_);
  run_timers(clock_.now(), nullptr);
  std::vector<Mail> mails;
  for (const auto& [id, mail] : outbox_.inbox().rows()) {
    if (to.empty() || mail.to == to) mails.push_back(mail);
  }
  await_commit(lock);
  return mails;
}

void Engine::clear_inbox(const std::string& to) {
  Lock lock(mutex_);
  for (const std::string& id : outbox_.inbox().ids("")) {
    if (to.empty() || outbox_.inbox().find(id)->to == to) outbox_.inbox().erase(id);
  }
  Timeline none;
  flush(clock_.now(), none);
  commit();
}

Json Engine::timeline(std::uint64_t since, const std::string& account, const std::string& region,
                      std::size_t limit) {
  Lock lock(mutex_);
  run_timers(clock_.now(), nullptr);
  std::string text = "[";
  std::size_t count = 0;
  const std::string wanted_account = account.empty() ? "" : R"("account":")" + account + '"';
  const std::string wanted_region = region.empty() ? "" : R"("region":")" + region + '"';
  store_->scan_timeline(since, [&](const TimelineBatch& batch) {
    const std::string time = to_rfc3339(batch.at);
    std::uint64_t id = batch.first_id - 1;
    for (const std::string& entry : split(batch.entries, '\n')) {
      if (count >= limit) break;
      ++id;
      // Scope members are always near the front, as Timeline::note writes them.
      if (id <= since || entry.find(wanted_account) == std::string::npos ||
          entry.find(wanted_region) == std::string::npos) {
        continue;
      }
      if (count++ > 0) text += ',';
      text += R"({"id":)" + std::to_string(id) + R"(,"time":")" + time + R"(",)";
      text.append(entry, 1, std::string::npos);
    }
    return count < limit;
  });
  text += ']';
  await_commit(lock);
  return parse_json(text).value_or(Json::array());
}

std::uint64_t Engine::last_timeline_id() {
  Lock lock(mutex_);
  return store_->last_timeline_id();
}

bool Engine::wait_for_timeline(std::uint64_t since, std::chrono::milliseconds timeout) {
  Lock lock(mutex_);
  ++timeline_waiters_;
  const bool grew = changed_.wait_for(
      lock, timeout, [&] { return is_stopping_ || store_->last_timeline_id() > since; });
  --timeline_waiters_;
  return grew && !is_stopping_;
}

void Engine::forget_entities() {
  for (TableBase* table : tables_) table->clear();
  scheduler_.reindex();
  outbox_.reindex();
  rebuild_indexes(world_);
}

std::optional<std::string> Engine::take_snapshot() {
  Lock lock(mutex_);
  if (database_ == nullptr) return std::nullopt;
  run_timers(clock_.now(), nullptr);
  commit();
  // A database that is gone at exit holds the streams alone: the entities visit it for a moment.
  const bool are_visitors = persistence_ == nullptr;
  const auto save_all = [&](bool is_there) {
    for (TableBase* table : tables_) {
      table->for_each_id([&](const std::string& id) {
        database_->save(table->kind(), id, is_there ? table->row(id) : std::nullopt);
      });
    }
  };
  if (are_visitors) {
    save_all(true);
    saved_numbers_.clear();
    stage(*database_);
  }
  database_->set_meta("clock",
                      (clock_.is_manual() ? "manual " : "wall ") + std::to_string(clock_.speed()));
  std::string bytes = database_->take_snapshot();
  if (are_visitors) save_all(false);
  return bytes;
}

std::optional<std::string> Engine::restore_snapshot(std::string_view bytes) {
  Lock lock(mutex_);
  if (database_ == nullptr) return "Snapshots need a database.";
  commit();
  if (auto problem = database_->restore_snapshot(bytes)) return problem;
  forget_entities();
  for (TableBase* table : tables_) table->take_touched();
  load_state(*database_);
  if (!options_.seed) draw_seed();
  std::istringstream clock(database_->meta("clock").value_or(""));
  std::string mode = "manual";
  double speed = 1;
  clock >> mode >> speed;
  const Instant now = instant_of(std::stoll(database_->meta("now").value_or("0")));
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_ = Clock(real_, now, mode == "manual", speed);
  }
  last_flushed_ = last_command_;
  last_committed_ = last_command_;
  if (persistence_ == nullptr) {
    for (TableBase* table : tables_) {
      table->for_each_id(
          [&](const std::string& id) { database_->save(table->kind(), id, std::nullopt); });
    }
  } else {
    persistence_->set_meta("seed", to_hex(seed_));
    saved_numbers_.clear();
    commit();
  }
  wake_background();
  return std::nullopt;
}

void Engine::reset() {
  Lock lock(mutex_);
  forget_entities();
  store_->clear_streams();
  last_command_ = 0;
  draw_seed();
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_ = make_clock(std::nullopt);
  }
  Timeline none;
  flush(clock_.now(), none);
  if (persistence_ != nullptr) persistence_->set_meta("seed", to_hex(seed_));
  commit();
  wake_background();
}

}  // namespace keytrail
