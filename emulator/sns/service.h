// SNS: topics, those who subscribe to them by e-mail, HTTP or with a queue, and what they get.
#pragma once

#include <string>
#include <vector>

#include "core/context.h"
#include "core/operation.h"
#include "sns/publish.h"
#include "sns/state.h"

namespace keytrail::sns {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// The certificate behind a SigningCertURL, by the name of its file; as PEM.
std::optional<std::string> signing_certificate(const State& state, const std::string& name);

bool topic_exists(const State& state, const std::string& arn);

// Publishes what an alarm has to say to the topic that is its action; `scope` is the alarm's. The
// error's message is what the alarm's history quotes.
Result<void> run_alarm_action(State& state, Context& context, const Scope& scope,
                              const AlarmNotification& notification);

}  // namespace keytrail::sns
