#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/alarm_transition.h"
#include "cloudwatch/alarm_watch.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/operations.h"

namespace keytrail::cloudwatch {

// Lasts until the next evaluation: a metric alarm's looks at the data again, a composite alarm's
// waits for a child to change.
Result<Json> set_alarm_state(State& state, Context& context, const Json& input) {
  const std::string reason_data = string_member(input, "StateReasonData");
  if (!reason_data.empty() && !parse_json(reason_data)) return invalid_state_reason_data();
  const std::string id = context.scope().id(string_member(input, "AlarmName"));
  Alarm* alarm = state.alarms.edit(id);
  if (!alarm) return alarm_not_found();

  if (!alarm->composite) watch_alarm(context, id, *alarm);
  change_state(state, context, *alarm,
               {state_of(string_member(input, "StateValue")), string_member(input, "StateReason"),
                reason_data, context.request_id});
  return Json();
}

}  // namespace keytrail::cloudwatch
