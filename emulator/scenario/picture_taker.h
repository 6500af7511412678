// A PictureTaker watches the timeline of a replay and draws a ReplayPicture of it.
#pragma once

#include <deque>
#include <map>

#include "keytrail/emulator.h"
#include "scenario/replay_picture.h"

namespace keytrail::scenario {

class PictureTaker {
 public:
  // The alarms are those the emulator has; the picture begins at `from`.
  PictureTaker(Emulator& emulator, Instant from);

  // Entries of the timeline in their order, not long after they were made: what a firing's records
  // said is looked up in the emulator.
  void take(const Json& entry);
  ReplayPicture finish(Instant last_record);

 private:
  // A record on its way through the chain.
  struct Passing {
    Instant at;
    std::string event_id;
    std::string event;
    std::string error_code;
    std::string log_group;
  };
  // What was counted of one minute: the first of its records, and how many there were.
  struct Counted {
    std::vector<Passing> first;
    std::uint64_t count = 0;
  };
  struct Series {
    std::map<Instant, Counted> counted;
    Duration kept{0};  // As far back as the longest alarm on it looks.
  };
  struct Watched {
    AlarmPicture picture;
    Duration period{0};
    std::size_t periods = 0;
    SeenState state = SeenState::InsufficientData;
    Instant since;
    Json judged;  // The values of the last evaluation, oldest first; null: none.
    Instant judged_at;
  };

  // As DescribeAlarms tells of it.
  Watched& watch(const Json& alarm);
  Watched* find(const Json& entry);
  void take_datapoint(const Json& entry);
  void take_evaluation(Watched& alarm, const Json& entry);
  void take_transition(Watched& alarm, const Json& entry);
  void stay_until(Watched& alarm, Instant until);
  Firing firing_of(const Watched& alarm, const Json& transition);
  std::string identity_of(const Passing& record);
  std::size_t column_of(Instant at);
  PictureColumn& column(Watched& alarm, Instant at);

  Emulator& emulator_;
  Instant from_;
  Instant until_;
  Duration column_{std::chrono::minutes(1)};
  std::deque<Watched> alarms_;
  std::map<std::string, Watched*> by_name_;
  std::map<std::string, Series> series_;  // By "namespace/name".
  Passing passing_;
};

}  // namespace keytrail::scenario
