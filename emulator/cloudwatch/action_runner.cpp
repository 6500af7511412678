#include "cloudwatch/action_runner.h"

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

}  // namespace

void run_actions(Context& context, const Alarm& alarm, AlarmState old_state) {
  const std::vector<std::string>& actions = actions_of(alarm, alarm.state);
  if (actions.empty()) return;
  AlarmNotification notification;
  notification.alarm_name = alarm.name;
  notification.alarm_arn = alarm.arn;
  notification.subject = notification_subject(alarm, context.scope());
  notification.message = to_text(notification_message(alarm, old_state, context.scope()));
  notification.email_body = notification_mail(alarm, old_state, context.scope());
  for (const std::string& action : actions) {
    notification.action_arn = action;
    const Result<void> done = run_action(context, notification);
    record_action(context, alarm, action, notification.message,
                  done.ok() ? "" : done.error().message);
  }
}

}  // namespace keytrail::cloudwatch
