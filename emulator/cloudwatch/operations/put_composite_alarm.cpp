#include "base/text.h"
#include "cloudwatch/action_suppression.h"
#include "cloudwatch/alarm_history.h"
#include "cloudwatch/alarm_names.h"
#include "cloudwatch/alarm_settings.h"
#include "cloudwatch/composite_rule.h"
#include "cloudwatch/composite_watch.h"
#include "cloudwatch/errors.h"
#include "cloudwatch/operations.h"
#include "cloudwatch/tags.h"

namespace keytrail::cloudwatch {
namespace {

// CloudWatch guide, "CloudWatch service quotas".
constexpr std::size_t kParentsMax = 150;

// An alarm may come to be its own child only by an update: it must exist first.
Result<void> check_children(const State& state, const Context& context, const std::string& name,
                            const std::vector<std::string>& children) {
  std::vector<std::string> unknown;
  for (const std::string& reference : children) {
    const Alarm* child = find_referred(state, context.scope(), reference);
    if (!child) {
      unknown.push_back(reference);
    } else if (child->parents.size() >= kParentsMax && !child->parents.contains(name)) {
      return limit_exceeded("The alarm " + child->name + " is in the rules of " +
                            std::to_string(kParentsMax) + " composite alarms.");
    }
  }
  if (!unknown.empty()) return unknown_children(join(unknown, ", "));
  return {};
}

Result<void> check_suppressor(const State& state, const Context& context, const Json& input) {
  const auto suppressor = optional_string(input, "ActionsSuppressor");
  for (const char* member : {"ActionsSuppressorWaitPeriod", "ActionsSuppressorExtensionPeriod"}) {
    const auto period = optional_integer(input, member);
    if (suppressor && !period) {
      return validation_exception(std::string(member) +
                                  " is required when ActionsSuppressor is specified.");
    }
    if (!suppressor && period) {
      return validation_exception(std::string(member) +
                                  " can be specified with ActionsSuppressor only.");
    }
    if (period.value_or(0) < 0) {
      return validation_exception(std::string(member) + " must not be negative.");
    }
  }
  if (suppressor && !find_referred(state, context.scope(), *suppressor)) {
    return unknown_suppressor(*suppressor);
  }
  return {};
}

Composite composite_in(const Json& input) {
  Composite composite;
  composite.rule = string_member(input, "AlarmRule");
  composite.suppressor = optional_string(input, "ActionsSuppressor");
  composite.wait_period =
      std::chrono::seconds(optional_integer(input, "ActionsSuppressorWaitPeriod").value_or(0));
  composite.extension_period =
      std::chrono::seconds(optional_integer(input, "ActionsSuppressorExtensionPeriod").value_or(0));
  return composite;
}

// The rule and the suppressor anew. Replacing the suppressor ends what the old one held back
// (CloudWatch guide, "Composite alarm actions suppression").
void reconfigure(Context& context, Alarm& alarm, Composite wanted) {
  Composite& composite = *alarm.composite;
  if (composite.suppressor != wanted.suppressor) drop_held_actions(context, alarm);
  composite.rule = std::move(wanted.rule);
  composite.suppressor = std::move(wanted.suppressor);
  composite.wait_period = wanted.wait_period;
  composite.extension_period = wanted.extension_period;
}

}  // namespace

Result<Json> put_composite_alarm(State& state, Context& context, const Json& input) {
  const std::string name = string_member(input, "AlarmName");
  const std::string id = context.scope().id(name);
  const Alarm* known = state.alarms.find(id);
  if (known && !known->composite) return is_of_other_type(name);
  KT_TRY(const CompositeRule rule, CompositeRule::parse(string_member(input, "AlarmRule")));
  KT_TRY_VOID(check_actions(context, input));
  KT_TRY_VOID(check_children(state, context, name, rule.children()));
  KT_TRY_VOID(check_suppressor(state, context, input));
  KT_TRY(std::vector<Tag> tags,
         tags_with({}, find_member(input, "Tags") ? input["Tags"] : Json::array()));

  Alarm& alarm = known ? *state.alarms.edit(id) : state.alarms.put(id, new_alarm(context, name));
  if (known) {
    remove_references(state, context.scope(), alarm);
    reconfigure(context, alarm, composite_in(input));
  } else {
    alarm.tags = std::move(tags);  // Ignored on an update (PutCompositeAlarm, Tags).
    alarm.composite = composite_in(input);
  }
  configure_actions(alarm, input, context.now);
  add_references(state, context.scope(), alarm);
  judge_after(known ? Put::Updated : Put::Created, context, id, alarm);
  record_configuration(context, alarm,
                       known ? ConfigurationChange::Update : ConfigurationChange::Create);
  return Json();
}

}  // namespace keytrail::cloudwatch
