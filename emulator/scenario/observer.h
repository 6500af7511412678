// An Observer sees what became of a scenario's steps, for expectations. What the timeline and the
// inbox tell is taken from there; event history, log events, alarms and key states are read with
// calls that leave no trace where that can be had, so that looking changes nothing. What cannot be
// looked at in that place is an error for which is_undoable() holds.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "scenario/target.h"

namespace keytrail::scenario {

class Observer {
 public:
  Observer(Target& target, const EmulatorOptions& options)
      : target_(target),
        account_(options.account),
        region_(options.region),
        started_at_(target.now()) {}

  // When the scenario began.
  Instant started_at() const { return started_at_; }
  // Looks at this region from here on. Records, log events and mails are those of this moment until
  // the next one: many expectations of a step ask for the same.
  void look_at(const std::string& region) {
    region_ = region;
    found_.clear();
  }

  // All timeline entries so far, oldest first; none where there is no timeline.
  const std::vector<Json>& timeline();
  bool has_timeline() { return entries("").ok(); }
  // What these point at is the Observer's and holds until it looks again.
  using Items = std::vector<const Json*>;
  // Records of event history, oldest first.
  Result<Items> records();
  // Log events: the record where the message is one, else {"timestamp", "stream", "message"}.
  Result<Items> log_events(const std::string& group);
  // Why none of the group's metric filters matched the record with that event id, filter by filter:
  // "errors fails $.errorCode = "DisabledException" (nothing)". Empty where it has none.
  std::string why_unmatched(const std::string& group, const std::string& event_id);
  // Mails as {"time", "to", "from", "subject", "body"}.
  Result<Items> mails();
  // What http and https endpoints got: {"time", "url", "type", "subject", "message", "body"}.
  Result<Items> posts();

  struct MetricReading {
    double sum = 0;
    std::int64_t count = 0;           // Datapoints.
    std::int64_t count_non_zero = 0;  // Without those a filter's default value made.
  };
  // Of the datapoints from `begin` on, before `end`.
  Result<MetricReading> metric(const std::string& metric_namespace, const std::string& name,
                               Instant begin, Instant end);

  struct AlarmReading {
    bool exists = false;
    std::string state;
    Instant since;
  };
  Result<AlarmReading> alarm(const std::string& name);
  // Every change of its state, {"from", "to", "at", "after"}, oldest first.
  Result<std::vector<Json>> alarm_changes(const std::string& name);

  // As DescribeKey says, or "gone".
  Result<std::string> key_state(const std::string& id);

 private:
  // The timeline's entries of that kind so far, oldest first; of all kinds when it is empty.
  Result<const std::vector<Json>*> entries(const std::string& kind);
  Result<Items> transitions(const std::string& alarm);
  Json change(const std::string& from, const std::string& to, Instant at) const;
  Result<Json> call(const char* service, const char* operation, const Json& input);
  bool is_here(const Json& entry) const;
  template <class Make>
  static const Json& remembered(std::map<std::string, Json>& known, std::string id, Make make);

  Target& target_;
  std::string account_;
  std::string region_;
  Instant started_at_;
  std::map<std::string, std::vector<Json>> entries_;  // By kind.
  std::map<std::string, Json> records_;               // By event id.
  std::map<std::string, Json> log_events_;            // By group and event id.
  std::map<std::string, Items> found_;                // By what was asked for since look_at().
  std::vector<Json> mails_;
};

}  // namespace keytrail::scenario
