// Tags of a topic: at most fifty, each key once.
#pragma once

#include "base/result.h"
#include "sns/state.h"

namespace keytrail::sns {

// The Tags member; empty when absent.
Result<Tags> read_tags(const Json& input);
Json render_tags(const Tags& tags);

inline constexpr std::size_t kTagsMax = 50;

}  // namespace keytrail::sns
