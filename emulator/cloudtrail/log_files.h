// Log files: records gather in a queue for each trail and origin, and every five minutes of the
// clock what has gathered becomes a file in the trail's bucket. What a bucket does not take stays
// in the queue and is tried again for 30 days (CloudTrail guide, "How CloudTrail works").
#pragma once

#include "cloudtrail/state.h"
#include "core/context.h"

namespace keytrail::cloudtrail {

// How often trails deliver, and how long they try.
inline constexpr Duration kDeliveryInterval = std::chrono::minutes(5);
inline constexpr Duration kRedeliveryMax = std::chrono::days(30);

// Adds the record to what the trail's next file of that origin will hold.
void add_to_log_file(State& state, Context& context, const Trail& trail, const Origin& origin,
                     PendingRow row);

inline constexpr std::string_view kLogFileTimer = "cloudtrail.log-file";
void write_log_files(State& state, Context& context, const Timer& timer);

// What has gathered becomes files now, without waiting for the five minutes.
void write_log_files_now(State& state, Context& context, const std::string& trail_id);
// Forgets what has gathered and could not be delivered.
void drop_queues(State& state, Context& context, const std::string& trail_id);

// Erases what has waited for too long. True when something still waits.
bool forget_what_is_too_old(Context& context, const std::string& queue_id);

}  // namespace keytrail::cloudtrail
