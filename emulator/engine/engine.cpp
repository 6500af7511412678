#include "engine/engine.h"

#include <algorithm>
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
      parts_{world_,      scheduler_, *store_,   outbox_, options_.settings,
             authorizer_, seed_,      throttles_},
      tables_(world_.tables()) {
  trail_delay_at_launch_ = options_.settings.trail_delay;
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

void Engine::set_trail_delay(Duration delay) {
  Lock lock(mutex_);
  run_timers(clock_.now(), nullptr);
  options_.settings.trail_delay = delay;
}

void Engine::set_throttle(const Throttle& throttle) {
  Lock lock(mutex_);
  throttles_.set(throttle, clock_.now());
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

Json Engine::timeline(const TimelineQuery& query) {
  Lock lock(mutex_);
  run_timers(clock_.now(), nullptr);
  std::string text = "[";
  std::size_t count = 0;
  store_->scan_timeline(query.since, [&](const TimelineBatch& batch) {
    std::string time;  // In words once an entry is wanted.
    std::uint64_t id = batch.first_id;
    for (std::string_view rest = batch.entries; !rest.empty() && count < query.limit; ++id) {
      const std::string_view entry = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
      if (id <= query.since || !query.wants(entry)) continue;
      if (time.empty()) time = to_rfc3339(batch.at);
      if (count++ > 0) text += ',';
      text += R"({"id":)" + std::to_string(id) + R"(,"time":")" + time + R"(",)";
      text += entry.substr(1);
    }
    return count < query.limit;
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

void Engine::reset(std::optional<bool> is_manual, std::optional<Instant> start) {
  Lock lock(mutex_);
  forget_entities();
  store_->clear_streams();
  last_command_ = 0;
  draw_seed();
  throttles_.clear();
  options_.settings.trail_delay = trail_delay_at_launch_;
  {
    std::lock_guard clock_lock(clock_mutex_);
    clock_ = make_clock(std::nullopt);
    if (is_manual) clock_.set_manual(*is_manual);
    if (start) clock_ = Clock(real_, *start, clock_.is_manual(), clock_.speed());
  }
  Timeline none;
  flush(clock_.now(), none);
  if (persistence_ != nullptr) persistence_->set_meta("seed", to_hex(seed_));
  commit();
  wake_background();
}

}  // namespace keytrail
