#include "cloudwatch/action_suppression.h"

#include "cloudwatch/action_runner.h"
#include "cloudwatch/alarm_names.h"

namespace keytrail::cloudwatch {
namespace {

void suppress(Context& context, Alarm& alarm, SuppressedBy by) {
  Composite& composite = *alarm.composite;
  context.scheduler.cancel(std::exchange(composite.period_timer, 0));
  composite.suppressed_by = by;
  context.timeline.note("alarm-suppression", context.scope(),
                        Json{{"alarm", alarm.name}, {"by", suppressed_by_name(by)}});
  if (by != SuppressedBy::WaitPeriod && by != SuppressedBy::ExtensionPeriod) return;
  const Duration period =
      by == SuppressedBy::WaitPeriod ? composite.wait_period : composite.extension_period;
  // After the evaluations of that instant: a suppressor that alarms just then is in time.
  composite.period_timer =
      context.scheduler.schedule(context.now + period, Rank::Notification,
                                 std::string(kEndSuppressionTimer), context.scope().id(alarm.name));
}

bool is_in_alarm(const State& state, const Scope& scope, const std::string& reference) {
  const Alarm* alarm = find_referred(state, scope, reference);
  return alarm && alarm->state == AlarmState::Alarm;
}

}  // namespace

std::string suppressed_by_name(SuppressedBy by) {
  switch (by) {
    case SuppressedBy::Nothing:
      return "";
    case SuppressedBy::WaitPeriod:
      return "WaitPeriod";
    case SuppressedBy::ExtensionPeriod:
      return "ExtensionPeriod";
    case SuppressedBy::Alarm:
      return "Alarm";
  }
  return {};
}

bool hold_actions_back(const State& state, Context& context, Alarm& alarm, AlarmState old_state) {
  if (!alarm.composite || !alarm.composite->suppressor) return false;
  alarm.composite->held_from = old_state;
  const bool is_suppressed = is_in_alarm(state, context.scope(), *alarm.composite->suppressor);
  suppress(context, alarm, is_suppressed ? SuppressedBy::Alarm : SuppressedBy::WaitPeriod);
  return true;
}

void follow_suppressor(Context& context, Alarm& alarm, AlarmState suppressor) {
  const SuppressedBy by = alarm.composite->suppressed_by;
  if (by == SuppressedBy::Nothing) return;
  if (suppressor == AlarmState::Alarm) {
    suppress(context, alarm, SuppressedBy::Alarm);
  } else if (by == SuppressedBy::Alarm) {
    suppress(context, alarm, SuppressedBy::ExtensionPeriod);
  }
}

void drop_held_actions(Context& context, Alarm& alarm) {
  context.scheduler.cancel(std::exchange(alarm.composite->period_timer, 0));
  alarm.composite->suppressed_by = SuppressedBy::Nothing;
}

void end_suppression(State& state, Context& context, const Timer& timer) {
  Alarm* alarm = state.alarms.edit(timer.subject);
  KT_ASSERT(alarm && alarm->composite);  // Deleting an alarm cancels its timers.
  alarm->composite->period_timer = 0;
  suppress(context, *alarm, SuppressedBy::Nothing);
  if (alarm->actions_enabled) run_actions(context, *alarm, alarm->composite->held_from);
}

}  // namespace keytrail::cloudwatch
