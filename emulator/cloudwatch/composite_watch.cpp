#include "cloudwatch/composite_watch.h"

#include <algorithm>

#include "cloudwatch/action_suppression.h"
#include "cloudwatch/alarm_names.h"
#include "cloudwatch/alarm_texts.h"
#include "cloudwatch/alarm_transition.h"
#include "cloudwatch/composite_rule.h"

namespace keytrail::cloudwatch {
namespace {

constexpr std::string_view kCreated = "created";
constexpr std::string_view kUpdated = "updated";

CompositeRule composite_rule(const Alarm& alarm) {
  Result<CompositeRule> rule = CompositeRule::parse(alarm.composite->rule);
  KT_ASSERT(rule.ok());  // PutCompositeAlarm takes no other.
  return std::move(rule).value();
}

void schedule_judgement(Context& context, const std::string& id, Composite& composite,
                        Json detail) {
  if (composite.evaluation_timer != 0) return;
  composite.evaluation_timer =
      context.scheduler.schedule(context.now, Rank::AlarmEvaluation,
                                 std::string(kEvaluateCompositeTimer), id, std::move(detail));
}

template <class Visit>
void each_reference(State& state, const Scope& scope, const Alarm& alarm, Visit visit) {
  const auto edit = [&](const std::string& reference) -> Alarm* {
    const std::optional<std::string> name = referred_name(scope, reference);
    return name ? state.alarms.edit(scope.id(*name)) : nullptr;
  };
  const CompositeRule rule = composite_rule(alarm);
  for (const std::string& child : rule.children()) {
    if (Alarm* found = edit(child)) visit(found->parents);
  }
  if (!alarm.composite->suppressor) return;
  if (Alarm* found = edit(*alarm.composite->suppressor)) visit(found->silences);
}

// Whether the alarm is, over some steps, its own child: CloudWatch stops evaluating it then
// (DeleteAlarms).
bool is_in_cycle(const State& state, const Scope& scope, const Alarm& alarm) {
  std::set<std::string> seen;
  std::vector<const Alarm*> ahead{&alarm};
  while (!ahead.empty()) {
    const CompositeRule rule = composite_rule(*ahead.back());
    ahead.pop_back();
    for (const std::string& reference : rule.children()) {
      const Alarm* child = find_referred(state, scope, reference);
      if (child == &alarm) return true;
      if (child && child->composite && seen.insert(child->name).second) ahead.push_back(child);
    }
  }
  return false;
}

// All children, as they are: what decided when it was no child's change.
std::vector<ChildChange> present_children(const State& state, const Scope& scope,
                                          const CompositeRule& rule) {
  std::vector<ChildChange> children;
  for (const std::string& reference : rule.children()) {
    const Alarm* child = find_referred(state, scope, reference);
    if (child) children.push_back({child->arn, child->state, child->state_updated_at});
  }
  return children;
}

// Children that changed in one instant come in the order of the rule: theirs is an accident of when
// each was put to sleep. The last of them is the reason given.
void put_in_rule_order(std::vector<ChildChange>& changes, const std::vector<ChildChange>& present) {
  const auto place = [&](const ChildChange& change) {
    return std::find_if(present.begin(), present.end(),
                        [&](const ChildChange& child) { return child.arn == change.arn; });
  };
  std::stable_sort(changes.begin(), changes.end(),
                   [&](const ChildChange& a, const ChildChange& b) { return place(a) < place(b); });
}

}  // namespace

void tell_composites(State& state, Context& context, const Alarm& alarm, const std::string& cause) {
  for (const std::string& name : alarm.silences) {
    Alarm* composite = state.alarms.edit(context.scope().id(name));
    KT_ASSERT(composite && composite->composite);
    follow_suppressor(context, *composite, alarm.state);
  }
  for (const std::string& name : alarm.parents) {
    const std::string id = context.scope().id(name);
    Alarm* parent = state.alarms.edit(id);
    KT_ASSERT(parent && parent->composite);
    parent->cause = cause;
    parent->composite->changes.push_back({alarm.arn, alarm.state, context.now});
    schedule_judgement(context, id, *parent->composite, nullptr);
  }
}

void add_references(State& state, const Scope& scope, const Alarm& composite) {
  each_reference(state, scope, composite,
                 [&](std::set<std::string>& names) { names.insert(composite.name); });
}

void remove_references(State& state, const Scope& scope, const Alarm& composite) {
  each_reference(state, scope, composite,
                 [&](std::set<std::string>& names) { names.erase(composite.name); });
}

void judge_after(Put put, Context& context, const std::string& id, Alarm& composite) {
  schedule_judgement(context, id, *composite.composite,
                     Json(put == Put::Created ? kCreated : kUpdated));
}

void stop_judging(Context& context, Alarm& composite) {
  context.scheduler.cancel(std::exchange(composite.composite->evaluation_timer, 0));
  drop_held_actions(context, composite);
}

void evaluate_composite(State& state, Context& context, const Timer& timer) {
  Alarm* alarm = state.alarms.edit(timer.subject);
  KT_ASSERT(alarm && alarm->composite);  // Deleting an alarm cancels its timers.
  Composite& composite = *alarm->composite;
  composite.evaluation_timer = 0;
  std::vector<ChildChange> changes = std::exchange(composite.changes, {});
  const Scope& scope = context.scope();
  if (is_in_cycle(state, scope, *alarm)) return;

  const CompositeRule rule = composite_rule(*alarm);
  const bool holds = rule.holds([&](const std::string& child) {
    const Alarm* found = find_referred(state, scope, child);
    return found ? found->state : AlarmState::InsufficientData;
  });
  const AlarmState result = holds ? AlarmState::Alarm : AlarmState::Ok;
  context.timeline.note(
      "alarm-evaluation", scope,
      Json{{"alarm", alarm->name}, {"rule", composite.rule}, {"result", state_name(result)}});
  if (result == alarm->state) return;

  std::vector<ChildChange> present = present_children(state, scope, rule);
  put_in_rule_order(changes, present);
  const std::string reason = changes.empty()
                                 ? put_reason(*alarm, timer.detail.get<std::string>(), result)
                                 : child_reason(changes.back());
  composite.triggers = std::move(changes.empty() ? present : changes);
  change_state(state, context, *alarm,
               {result, reason, to_text(triggering_alarms_json(composite.triggers)), alarm->cause});
}

}  // namespace keytrail::cloudwatch
