#include "cloudwatch/alarm_transition.h"

#include "cloudwatch/action_runner.h"
#include "cloudwatch/action_suppression.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/composite_watch.h"

namespace keytrail::cloudwatch {

void change_state(State& state, Context& context, Alarm& alarm, NewState change) {
  const StateInfo old{alarm.state, std::move(alarm.state_reason),
                      std::move(alarm.state_reason_data)};
  alarm.state = change.state;
  alarm.state_reason = std::move(change.reason);
  alarm.state_reason_data = std::move(change.reason_data);
  alarm.state_updated_at = context.now;
  if (old.state == alarm.state) return;

  alarm.state_transitioned_at = context.now;
  record_state_update(context, alarm, old);
  context.timeline.note_texts("alarm-transition", context.scope(),
                              {{"alarm", alarm.name},
                               {"from", state_name(old.state)},
                               {"to", state_name(alarm.state)},
                               {"reason", alarm.state_reason},
                               {"cause", change.cause}});
  if (alarm.actions_enabled && !hold_actions_back(state, context, alarm, old.state)) {
    run_actions(context, alarm, old.state);
  }
  tell_composites(state, context, alarm, change.cause);
}

}  // namespace keytrail::cloudwatch
