// The attributes of queues (API reference, SetQueueAttributes): their ranges and their defaults.
#pragma once

#include "core/context.h"
#include "sqs/state.h"

namespace keytrail::sqs {

using Attributes = std::map<std::string, std::string>;

// Checks what CreateQueue or SetQueueAttributes was given. `queue` is the queue as it would be
// without them; `operation` is named when keytrail does not emulate an attribute.
Result<Attributes> read_queue_attributes(const State& state, std::string_view operation,
                                         const Queue& queue, const Json& input);

// The value in force; empty when there is none.
std::string queue_attribute(const Queue& queue, std::string_view name);
std::int64_t queue_number(const Queue& queue, std::string_view name);
inline Duration queue_seconds(const Queue& queue, std::string_view name) {
  return std::chrono::seconds(queue_number(queue, name));
}

struct RedrivePolicy {
  std::string target_arn;
  std::int64_t receives_max = 0;
};
std::optional<RedrivePolicy> redrive_policy(const Queue& queue);

Json render_queue_attributes(const State& state, const Queue& queue, Instant now);
bool is_queue_attribute(std::string_view name);

}  // namespace keytrail::sqs
