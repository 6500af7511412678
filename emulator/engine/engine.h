// The Engine is the one writer. Callers come from many threads; under its lock it first runs what
// is due, then executes, then hands everything the command changed to the database. A reply leaves
// after the commit of all it saw.
#pragma once

#include <atomic>
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

#include "core/clock.h"
#include "core/persistence.h"
#include "core/timeline_query.h"
#include "engine/execution.h"

namespace keytrail {

struct EngineOptions {
  Settings settings;
  std::optional<std::uint64_t> seed;
  bool is_manual_clock = true;
  std::optional<Instant> clock_start;
  double clock_speed = 1;
  std::vector<std::string> mail_sinks;  // Delivery kinds every mail also goes to.
  // How long after the last of its attempts the next one is due; nothing: given up.
  std::function<std::optional<Duration>(const Delivery&)> retry_delay = [](const Delivery&) {
    return std::optional<Duration>();
  };
};

struct MoveReport {
  Instant now;
  std::map<std::string, std::uint64_t> ran;
};

class Engine {
 public:
  // Attempts one delivery.
  using Attempt = std::function<AttemptResult(const Delivery&)>;

  // `persistence` may be null: then nothing outlives the process. `database`, the same or another,
  // makes snapshots; without it there are none.
  Engine(EngineOptions options, std::unique_ptr<Store> store, Persistence* persistence,
         Persistence* database, RealTime real);

  Outcome execute(const Call& call);
  Result<void> set_custom_key_store_fault(const Scope& scope, const std::string& id,
                                          const std::string& error_code);
  Json inject_records(const std::vector<std::string>& records);
  // Of what trails deliver from here on.
  void set_trail_delay(Duration delay);
  void set_throttle(const Throttle& throttle);
  // Where the same is served over TLS, for links that must be https.
  void set_tls_port(int port);
  // The certificate that SNS serves under this name, as PEM.
  std::optional<std::string> signing_certificate(const std::string& name);
  // How many calls wait for something to happen, as long polls do.
  std::uint64_t waiting_calls();

  // ---- the clock ----
  Instant now();
  bool is_manual();
  double speed();
  // Runs all work due on the way, in order; deliveries are attempted at their instant.
  MoveReport advance(Duration by, const Attempt& attempt);
  // Nothing when `target` lies in the past.
  std::optional<MoveReport> move_to(Instant target, const Attempt& attempt);
  void set_manual(bool is_manual);
  void set_speed(double speed);
  // What happens next by itself; null when nothing will.
  Json next_event();

  // ---- what people read ----
  std::vector<Mail> inbox(const std::string& to);
  void clear_inbox(const std::string& to);
  Json timeline(const TimelineQuery& query);
  std::uint64_t last_timeline_id();
  bool wait_for_timeline(std::uint64_t since, std::chrono::milliseconds timeout);

  // The clock starts at `start`, in that mode; nothing: as at launch.
  void reset(std::optional<bool> is_manual, std::optional<Instant> start);
  // The whole state as a file's bytes; nothing when the state lives in memory alone.
  std::optional<std::string> take_snapshot();
  // And back: state, streams, clock and counters. The seed stays when it was given, else a fresh
  // one is drawn. What is wrong with the bytes, or nothing.
  std::optional<std::string> restore_snapshot(std::string_view bytes);

  // ---- work that nobody asks for ----
  // Runs timers that are due and attempts deliveries that are due, without moving the clock.
  void run_due_work(const Attempt& attempt);
  // Sleeps until there may be due work, at most `longest`. False after stop_background(), which
  // also ends every wait_for_timeline().
  bool wait_for_work(std::chrono::milliseconds longest);
  void stop_background();

 private:
  using Lock = std::unique_lock<std::mutex>;

  void load();
  Clock make_clock(std::optional<Instant> stored);
  void draw_seed();

  // All of these want the lock held.
  void run_timers(Instant until, std::map<std::string, std::uint64_t>* ran);
  MoveReport move(Lock& lock, Instant target, const Attempt& attempt);
  void attempt_deliveries(Lock& lock, Instant due, const Attempt& attempt,
                          std::map<std::string, std::uint64_t>* ran);
  void settle(const std::string& id, const AttemptResult& result, Instant due);
  std::optional<Instant> next_delivery() const;
  std::optional<Instant> next_work() const;
  void note_clock(Instant from, Instant to);
  void flush(Instant now, Timeline& timeline);
  void stage(Persistence& target);
  void load_state(Persistence& source);
  void forget_entities();
  void commit();
  std::string numbers() const;
  // Gives the lock back.
  void await_commit(Lock& lock);
  void jump_clock_to(Instant target);
  void wake_background();
  Lock lock_for_command();
  Instant catch_up();
  bool await_change(std::optional<Instant> wanted, std::chrono::steady_clock::time_point longest);
  Execution begin(Instant now);

  std::mutex mutex_;
  std::atomic<bool> is_somebody_trying_ = false;
  std::condition_variable changed_;  // The timeline grew, or there may be work.
  bool is_stopping_ = false;
  bool is_background_waiting_ = false;
  std::optional<Instant> background_until_;  // What the background sleeps for.
  std::uint64_t background_wakes_ = 0;       // Reasons to wake it early, counted.
  std::uint64_t background_wakes_seen_ = 0;
  std::uint64_t timeline_waiters_ = 0;
  std::uint64_t change_waiters_ = 0;
  std::uint64_t changes_ = 0;  // Commands that have run and moves of the clock, counted.
  Lock* current_lock_ = nullptr;

  EngineOptions options_;
  RealTime real_;
  Instant launch_;
  std::unique_ptr<Store> store_;
  Persistence* persistence_;
  Persistence* database_;
  World world_;
  Scheduler scheduler_;
  Outbox outbox_;
  Seed seed_{};
  // Changed under both locks, so that a look at the time, which every answer takes, needs only its
  // own. The engine itself reads under mutex_.
  std::mutex clock_mutex_;
  Clock clock_;
  Authorizer authorizer_;
  Throttles throttles_;
  Duration trail_delay_at_launch_{0};
  EngineParts parts_;
  std::vector<TableBase*> tables_;

  std::string saved_numbers_;
  std::uint64_t last_command_ = 0;
  std::uint64_t last_flushed_ = 0;
  std::atomic<std::uint64_t> last_committed_ = 0;
  // Whose turn it is to deliver; never taken while mutex_ is held.
  std::mutex delivery_turn_;
  // Whose turn it is to commit; taken before mutex_. Those who wait for it find, more often than
  // not, that it was done for them.
  std::mutex commit_turn_;
};

}  // namespace keytrail
