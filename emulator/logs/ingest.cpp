// The way every log event takes into a group, whoever brings it. It runs once for each record of
// each trail, so it copies no message and compiles no pattern.
#include "logs/encryption.h"
#include "logs/errors.h"
#include "logs/event_position.h"
#include "logs/event_size.h"
#include "logs/metric_filter.h"
#include "logs/retention.h"
#include "logs/service.h"

namespace keytrail::logs {
namespace {

void count_in(LogStream& stream, Instant now, const DeliveredEvent& event) {
  stream.first_event_at = std::min(stream.first_event_at.value_or(event.at), event.at);
  stream.last_event_at = std::max(stream.last_event_at.value_or(event.at), event.at);
  stream.last_ingested_at = now;
  stream.stored_bytes += static_cast<std::int64_t>(event_bytes(*event.message));
}

}  // namespace

Result<void> deliver(State& state, Context& context, const Scope& scope, const std::string& group,
                     const std::string& stream, const DeliveredEvent& event) {
  const std::string group_key = group_id(scope, group);
  const LogGroup* found = state.groups.find(group_key);
  if (found == nullptr) return errors::group_not_found();
  KT_TRY_VOID(require_data_key(state, context, scope, *found));
  const std::string stream_key = inside(group_key) + stream;
  LogStream* into = state.streams.edit(stream_key);
  if (into == nullptr) {
    into = &state.streams.put(stream_key, LogStream(stream, context.now));
  }
  count_in(*into, context.now, event);

  LogEventRow row;
  row.group = group_key;
  row.stream = stream;
  row.at = event.at;
  row.ingested_at = context.now;
  row.record_sequence = event.record_sequence;
  seal_message(state, context.random, event.message, row);
  const std::uint64_t sequence = context.store.append(std::move(row));
  expect_expiry(state, context, group_key, event.at);

  const std::string id = event.event_id.empty() ? event_id({event.at, sequence}) : event.event_id;
  context.timeline.note_texts("log-event", scope,
                              {{"logGroup", group}, {"logStream", stream}, {"eventID", id}});
  const LogMessage message(*event.message, nullptr, event.members);
  run_filters(state, context, scope, group_key, {event.at, message, id});
  return {};
}

}  // namespace keytrail::logs
