#include "logs/retention.h"

#include "logs/encryption.h"
#include "logs/event_size.h"

namespace keytrail::logs {
namespace {

constexpr std::chrono::hours kStep{1};

Instant expiry_of(const LogGroup& group, Instant event_at) {
  return event_at + std::chrono::days(*group.retention_in_days);
}

std::optional<Instant> oldest_event(Store& store, const std::string& group_id,
                                    const std::string& stream) {
  std::optional<Instant> oldest;
  store.scan_log_events(group_id, stream, {}, [&](const LogEventRow& row) {
    oldest = row.at;
    return false;
  });
  return oldest;
}

}  // namespace

void expect_expiry(State& state, Context& context, const std::string& group_id, Instant event_at) {
  const LogGroup* group = state.groups.find(group_id);
  if (group == nullptr || !group->retention_in_days) return;
  const Instant due = std::max(next_whole(expiry_of(*group, event_at), kStep), context.now);
  if (group->retention_timer != 0 && group->retention_due <= due) return;
  LogGroup* changed = state.groups.edit(group_id);
  context.scheduler.cancel(changed->retention_timer);
  changed->retention_due = due;
  changed->retention_timer = context.scheduler.schedule(due, Rank::StateTransition,
                                                        std::string(kRetentionTimer), group_id);
}

void restart_retention(State& state, Context& context, const std::string& group_id) {
  LogGroup* group = state.groups.edit(group_id);
  context.scheduler.cancel(group->retention_timer);
  group->retention_timer = 0;
  if (!group->retention_in_days) return;
  if (const auto oldest = oldest_event(context.store, group_id, "")) {
    expect_expiry(state, context, group_id, *oldest);
  }
}

void erase_expired(State& state, Context& context, const Timer& timer) {
  const std::string& group_id = timer.subject;
  LogGroup* group = state.groups.edit(group_id);
  if (group == nullptr || !group->retention_in_days) return;
  const Instant before = context.now - std::chrono::days(*group->retention_in_days);
  std::map<std::string, std::int64_t> erased_bytes;
  Range expired;
  expired.until = before;
  context.store.scan_log_events(group_id, "", expired, [&](const LogEventRow& row) {
    erased_bytes[row.stream] += static_cast<std::int64_t>(event_bytes(message_bytes(row)));
    return true;
  });
  if (!erased_bytes.empty()) context.store.erase_log_events(group_id, "", before);
  for (const auto& [name, bytes] : erased_bytes) {
    LogStream* stream = state.streams.edit(inside(group_id) + name);
    if (stream == nullptr) continue;
    stream->stored_bytes -= bytes;
    stream->first_event_at = oldest_event(context.store, group_id, name);
  }
  restart_retention(state, context, group_id);
}

}  // namespace keytrail::logs
