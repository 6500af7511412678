// The timers that deliver a record a while after its call (--trail-delay), and to a log group that
// was gone.
#pragma once

#include <string_view>

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

inline constexpr std::string_view kDeliverTimer = "cloudtrail.deliver";
void deliver_later(State& state, Context& context, const Timer& timer);

inline constexpr std::string_view kLogGroupTimer = "cloudtrail.log-group";
void retry_log_group(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudtrail
