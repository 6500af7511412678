#include "cloudwatch/alarm_transition.h"

#include "base/arn.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_texts.h"

namespace keytrail::cloudwatch {
namespace {

Result<void> run_action(Context& context, const AlarmNotification& notification) {
  const std::optional<Arn> arn = parse_arn(notification.action_arn);
  if (!arn || arn->service != "sns") {
    return not_implemented("cloudwatch alarm action " + notification.action_arn);
  }
  return context.ports.alarm_actions.run(context.scope(), notification);
}

void run_actions(Context& context, const Alarm& alarm, AlarmState old_state) {
  AlarmNotification notification;
  notification.alarm_name = alarm.name;
  notification.alarm_arn = alarm.arn;
  notification.subject = notification_subject(alarm, context.scope());
  notification.message = to_text(notification_message(alarm, old_state, context.scope()));
  notification.email_body = notification_mail(alarm, old_state, context.scope());
  for (const std::string& action : actions_of(alarm, alarm.state)) {
    notification.action_arn = action;
    const Result<void> done = run_action(context, notification);
    record_action(context, alarm, action, notification.message,
                  done.ok() ? "" : done.error().message);
  }
}

}  // namespace

void change_state(Context& context, Alarm& alarm, NewState change) {
  const StateInfo old{alarm.state, std::move(alarm.state_reason),
                      std::move(alarm.state_reason_data)};
  alarm.state = change.state;
  alarm.state_reason = std::move(change.reason);
  alarm.state_reason_data = std::move(change.reason_data);
  alarm.state_updated_at = context.now;
  if (old.state == alarm.state) return;

  alarm.state_transitioned_at = context.now;
  record_state_update(context, alarm, old);
  Json note{{"alarm", alarm.name},
            {"from", state_name(old.state)},
            {"to", state_name(alarm.state)},
            {"reason", alarm.state_reason}};
  if (!change.cause.empty()) note["cause"] = std::move(change.cause);
  context.timeline.note("alarm-transition", context.scope(), std::move(note));
  if (alarm.actions_enabled) run_actions(context, alarm, old.state);
}

}  // namespace keytrail::cloudwatch
