// CloudWatch Logs: log groups, streams, events, and the metric filters that count events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/operation.h"
#include "logs/state.h"

namespace keytrail::logs {

const std::vector<Operation<State>>& operations();
const std::vector<TimerHandler<State>>& timers();

// Takes an event in: creates the stream when it is missing, stores the event, notes it on the
// timeline and runs the group's metric filters on it. The error, before anything has changed, says
// that the group is gone or that its KMS key does not serve.
Result<void> deliver(State& state, Context& context, const Scope& scope, const std::string& group,
                     const std::string& stream, const DeliveredEvent& event);

bool group_exists(const State& state, const Scope& scope, const std::string& name);

// The group that an ARN names, with or without the trailing ":*"; nothing for any other ARN.
struct GroupName {
  Scope scope;
  std::string name;
};
std::optional<GroupName> parse_group_arn(std::string_view arn);

}  // namespace keytrail::logs
