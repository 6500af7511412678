// An Inquiry collects, from a running emulator, all there is to say of one call or of one alarm:
// the links of the chain as far as they go, which clauses of which filters matched, and for each
// alarm what it looked at when it judged, what came of it, and whom its actions reached.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "client/control_client.h"

namespace keytrail::cli {

class Inquiry {
 public:
  explicit Inquiry(const client::ControlClient& client) : client_(client) {}

  // `wanted` is an event id, a request id or an alarm's name; empty: the newest call that failed.
  // {"call", "record", "logEvents", "filters", "datapoints", "alarms", "notifications"}, or of an
  // alarm {"alarms"} alone.
  std::variant<Json, client::ControlError> explain(const std::string& wanted);

 private:
  struct Home {
    std::string account;
    std::string region;
  };

  bool find_call(const std::string& wanted);
  void follow();
  void explain_filters();
  void explain_alarms();
  bool explain_alarm_named(const std::string& name);
  Json look_at(const Json& alarm, const Json* point);
  Json judgements_of(const Json& alarm, const std::string& name, const Json* point);
  Json transitions_of(const Json& alarm, const std::string& name, const Json* point);
  Json actions_of(const Json& alarm, const Json& transition);
  Json outcome_of(const Json& alarm, const Json& transition, const std::string& action);
  bool is_here(const Json& entry) const;
  Json observe(const char* service, const char* operation, Json input);
  Json ask(std::variant<Json, client::ControlError> answer);

  const client::ControlClient& client_;
  std::optional<client::ControlError> trouble_;
  Json timeline_;
  Home home_;  // Whose alarms and filters are looked at.
  Json found_ = Json::object();
  std::string event_id_;
};

// The texts and lists of an answer; empty where there are none.
std::string text_in(const Json& object, const char* name);
const Json& list_in(const Json& object, const char* name);

}  // namespace keytrail::cli
