// A topic's attributes: which there are, which have an effect here, and how they read back.
#pragma once

#include "base/result.h"
#include "sns/state.h"

namespace keytrail::sns {

// `operation` is named when the attribute is one that keytrail does not emulate (501).
enum class FifoTopic { No, Yes };
Result<void> check_topic_attribute(std::string_view operation, FifoTopic fifo,
                                   const std::string& name, const std::string& value);
// For a checked attribute. An empty value goes back to the default.
void set_topic_attribute(Topic& topic, const std::string& name, const std::string& value);
// The attribute as set, or its default.
std::string topic_attribute(const Topic& topic, const std::string& name);
// All that GetTopicAttributes shows.
Json render_topic_attributes(const State& state, const Topic& topic);

}  // namespace keytrail::sns
