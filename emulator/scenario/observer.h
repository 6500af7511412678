// An Observer sees what an emulator did, for expectations. What the timeline and the inbox tell is
// taken from there; event history, log events, alarms and key states are read with calls that leave
// no trace, so that looking never changes what is looked at.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "keytrail/emulator.h"
#include "scenario/endpoints.h"

namespace keytrail::scenario {

class Observer {
 public:
  Observer(Emulator& emulator, const EmulatorOptions& options, const Endpoints& endpoints)
      : emulator_(emulator),
        endpoints_(endpoints),
        account_(options.account),
        region_(options.region) {}

  // Looks at this region from here on.
  void look_at(const std::string& region) { region_ = region; }

  // All timeline entries so far, oldest first.
  const std::vector<Json>& timeline();
  // What these point at is the Observer's and holds until it looks again.
  using Items = std::vector<const Json*>;
  // Records of event history, oldest first.
  Result<Items> records();
  // Log events: the record where the message is one, else {"timestamp", "stream", "message"}.
  Result<Items> log_events(const std::string& group);
  // Mails as {"time", "to", "from", "subject", "body"}.
  Items mails();
  // What http and https endpoints got: {"time", "url", "type", "subject", "message", "body"}.
  Items posts() const;

  struct MetricReading {
    double sum = 0;
    std::int64_t count = 0;           // Datapoints.
    std::int64_t count_non_zero = 0;  // Without those a filter's default value made.
  };
  MetricReading metric(const std::string& metric_namespace, const std::string& name);

  struct AlarmReading {
    bool exists = false;
    std::string state;
    Instant since;
    std::vector<std::string> entered;  // Every state it changed to.
  };
  Result<AlarmReading> alarm(const std::string& name);

  // As DescribeKey says, or "gone".
  Result<std::string> key_state(const std::string& id);

 private:
  Result<Json> call(const char* service, const char* operation, const Json& input);
  bool is_here(const Json& entry) const;
  template <class Make>
  static const Json& remembered(std::map<std::string, Json>& known, std::string id, Make make);

  Emulator& emulator_;
  const Endpoints& endpoints_;
  std::string account_;
  std::string region_;
  std::vector<Json> timeline_;
  std::uint64_t last_seen_ = 0;
  std::map<std::string, Json> records_;     // By event id.
  std::map<std::string, Json> log_events_;  // By group and event id.
  std::vector<Json> mails_;
};

}  // namespace keytrail::scenario
