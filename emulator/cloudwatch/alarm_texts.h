// CloudWatch's own words: why an alarm is in its state, and what it tells the topics. Metric
// filters, chat bots and people read these texts, so they are AWS's to the letter.
#pragma once

#include "base/json.h"
#include "cloudwatch/alarm_evaluator.h"
#include "cloudwatch/state.h"

namespace keytrail::cloudwatch {

std::string state_name(AlarmState state);
AlarmState state_of(std::string_view name);
const std::vector<std::string>& actions_of(const Alarm& alarm, AlarmState state);

inline constexpr std::string_view kCreationReason = "Unchecked: Initial alarm creation";

// StateReason and StateReasonData of an evaluation.
std::string state_reason(const AlarmRule& rule, const Alarm& alarm, const Verdict& verdict);
Json state_reason_data(const Alarm& alarm, const Verdict& verdict, Instant now);

// In words of ours, for whoever wonders about an evaluation that changed nothing, too: which
// datapoints it took, what was compared, what the missing ones counted as, what came of it.
std::string explain(const AlarmRule& rule, AlarmState previous, const Verdict& verdict);

// The same of a composite alarm: put ("created" or "updated"), or because a child has changed.
std::string put_reason(const Alarm& alarm, const std::string& put, AlarmState result);
std::string child_reason(const ChildChange& change);
Json triggering_alarms_json(const std::vector<ChildChange>& triggers);

// What a topic gets when the alarm has come from `old_state` into its present state.
std::string notification_subject(const Alarm& alarm, const Scope& scope);
Json notification_message(const Alarm& alarm, AlarmState old_state, const Scope& scope);
std::string notification_mail(const Alarm& alarm, AlarmState old_state, const Scope& scope);

}  // namespace keytrail::cloudwatch
