// Alarm history: what DescribeAlarmHistory shows. It is a journal of its own, since it outlives the
// alarm.
#pragma once

#include "base/json.h"
#include "cloudwatch/state.h"
#include "core/context.h"

namespace keytrail::cloudwatch {

inline constexpr std::string_view kHistoryJournal = "cloudwatch.alarm-history";

// The partition of one alarm's items. An alarm's name may end in '/', which would mean all below.
std::string history_partition(const Scope& scope, std::string_view alarm_name);

enum class ConfigurationChange { Create, Update, Delete };
void record_configuration(Context& context, const Alarm& alarm, ConfigurationChange change);

struct StateInfo {
  AlarmState state;
  std::string reason;
  std::string reason_data;
};
void record_state_update(Context& context, const Alarm& alarm, const StateInfo& old_state);

// `error` empty: it succeeded.
void record_action(Context& context, const Alarm& alarm, const std::string& action_arn,
                   const std::string& message, const std::string& error);

}  // namespace keytrail::cloudwatch
