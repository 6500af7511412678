// Finding what a request names.
#pragma once

#include "core/context.h"
#include "logs/service.h"

namespace keytrail::logs {

// The id of the group that `logGroupName` names.
Result<std::string> require_group_id(const State& state, const Context& context, const Json& input);
// The same for operations that take `logGroupName` or `logGroupIdentifier` (a name or an ARN).
Result<std::string> require_identified_group_id(const State& state, const Context& context,
                                                const Json& input);
Result<std::string> require_stream_id(const State& state, const std::string& group_id,
                                      const std::string& stream);

Arn group_arn(const Scope& scope, const std::string& group);

}  // namespace keytrail::logs
