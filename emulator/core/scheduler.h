// A Scheduler holds work that becomes due at a later Instant. Work due at one instant runs by rank
// (contract: state transitions, trail deliveries, default datapoints, alarm evaluations,
// notifications), inside a rank in the order it was scheduled, so a run is repeatable. It never
// looks at a clock. Timers are rows like every other entity: a restart finds them again.
#pragma once

#include <set>
#include <tuple>

#include "core/table.h"

namespace keytrail {

enum class Rank : int {
  StateTransition = 0,
  TrailDelivery = 1,
  DefaultDatapoint = 2,
  AlarmEvaluation = 3,
  Notification = 4,
};

struct Timer {
  std::uint64_t sequence = 0;
  Instant due;
  Rank rank = Rank::StateTransition;
  std::string kind;  // Which handler runs it: "kms.delete-key".
  // The id of the entity it is about. Begins with Scope::prefix(): the handler's context gets that
  // account and region.
  std::string subject;
  Json detail;  // Whatever else the handler needs.

  template <class Archive>
  void fields(Archive& archive) {
    archive("sequence", sequence);
    archive("due", due);
    archive("rank", rank);
    archive("kind", kind);
    archive("subject", subject);
    archive("detail", detail);
  }
};

// 0 is no timer, so an entity can keep "none" in a plain member.
using TimerId = std::uint64_t;

class Scheduler {
 public:
  TimerId schedule(Instant due, Rank rank, std::string kind, std::string subject,
                   Json detail = nullptr);
  // Cancelling a timer that ran or never was does nothing.
  void cancel(TimerId id);

  std::optional<Instant> next_due() const;
  // Takes the first timer due at or before `now`.
  std::optional<Timer> pop_due(Instant now);
  // The first `limit` timers in the order they will run.
  std::vector<Timer> upcoming(std::size_t limit) const;

  Table<Timer>& table() { return timers_; }
  // The highest id given so far.
  TimerId last_id() const { return last_id_; }
  // Rebuilds the order after the table was loaded. Ids go on above `last_id`, which was kept with
  // the table: an entity may still hold the id of a timer that ran long ago.
  void reindex(TimerId last_id = 0);
  void clear();

 private:
  static std::string row_id(TimerId id);

  Table<Timer> timers_{"timer"};
  std::set<std::tuple<Instant, Rank, TimerId>> order_;
  TimerId last_id_ = 0;
};

}  // namespace keytrail
