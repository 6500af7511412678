// The timer that delivers a record a while after its call (--trail-delay).
#pragma once

#include <string_view>

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

inline constexpr std::string_view kDeliverTimer = "cloudtrail.deliver";
void deliver_later(State& state, Context& context, const Timer& timer);

}  // namespace keytrail::cloudtrail
