// The way of a record from the call that caused it to the log files and log groups of trails.
#include "cloudtrail/distribution.h"

#include <limits>

#include "cloudtrail/errors.h"
#include "cloudtrail/event_selectors.h"
#include "cloudtrail/log_files.h"
#include "cloudtrail/organization.h"
#include "cloudtrail/service.h"
#include "cloudtrail/trails.h"
#include "core/limits.h"

namespace keytrail::cloudtrail {
namespace {

// Their events belong to no region; since 2021-11-22 they are recorded in us-east-1.
bool is_global_service(std::string_view event_source) {
  return event_source == "iam.amazonaws.com" || event_source == "cloudfront.amazonaws.com" ||
         event_source == "organizations.amazonaws.com";
}

bool takes(const Trail& trail, const Record& record) {
  if (!trail.is_logging) return false;
  if (!trail.includes_global_service_events && is_global_service(record.row.event_source)) {
    return false;
  }
  return selects(trail, record);
}

// A record on its way to one trail.
struct RecordDelivery {
  Scope from;  // Whose record it is.
  Instant at;  // Its eventTime.
  DeliveredEvent event;
};

// Of "123456789012/us-east-1/".
Scope parse_scope(const std::string& prefix) {
  const std::size_t slash = prefix.find('/');
  return {prefix.substr(0, slash), prefix.substr(slash + 1, prefix.size() - slash - 2)};
}

RecordDelivery delivery_of(const Record& record, Instant now, std::uint64_t record_sequence) {
  return {parse_scope(record.row.scope),
          record.row.at,
          {now, record.row.text, &record.members, record_sequence, record.row.event_id}};
}

// A record that was fed in may be of any account: to a trail that has none of that account's it is
// the trail's own.
Origin origin_of(const Context& context, const Trail& trail, const Scope& from) {
  const bool is_members =
      from.account != trail.home.account && has_events_of(context, trail, from.account);
  return {from.region, is_members ? from.account : std::string()};
}

PendingRow pending_row(const RecordDelivery& delivery) {
  PendingRow row;
  row.at = delivery.at;
  row.text = delivery.event.message;
  row.record_sequence = delivery.event.record_sequence;
  row.event_id = delivery.event.event_id;
  return row;
}

// ---- the log group ----

// Each account has a queue, as it has a stream.
std::string log_group_queue(const Trail& trail, const std::string& member_account) {
  return Origin{"log-group", member_account}.id_below(trail.id());
}

Result<void> hand_to_group(Context& context, const Trail& trail, const Origin& origin,
                           const DeliveredEvent& event) {
  const std::optional<std::string> group = log_group_name(trail);
  if (!group) return log_group_gone();
  return context.ports.logs.deliver(trail.home, *group,
                                    log_stream_name(trail, trail.account_of(origin)), event);
}

void note_refusal(State& state, const Trail& trail, const ApiError& error) {
  std::string text = error.code + ": " + error.message;
  if (trail.log_delivery_error == text) return;
  state.trails.edit(trail.id())->log_delivery_error = std::move(text);
}

TimerId schedule_retry(Context& context, const std::string& queue_id) {
  return context.scheduler.schedule(next_whole(context.now, kDeliveryInterval), Rank::TrailDelivery,
                                    std::string(kLogGroupTimer), queue_id);
}

// What waits enters the group in its order, as far as the group takes it.
void empty_log_group_queue(State& state, Context& context, const Trail& trail,
                           const Origin& origin) {
  const std::string queue_id = log_group_queue(trail, origin.member_account);
  std::uint64_t last_taken = 0;
  Result<void> taken;
  context.store.scan_pending(queue_id, [&](const PendingRow& row) {
    taken = hand_to_group(context, trail, origin,
                          {context.now, row.text, nullptr, row.record_sequence, row.event_id});
    if (taken.ok()) last_taken = row.sequence;
    return taken.ok();
  });
  if (last_taken != 0) context.store.erase_pending(queue_id, last_taken);
  if (!taken.ok() && forget_what_is_too_old(context, queue_id)) {
    return note_refusal(state, trail, taken.error());
  }
  context.scheduler.cancel(state.queues.find(queue_id)->timer);
  state.queues.erase(queue_id);
  if (state.queues.ids(log_group_queue(trail, "")).empty()) {
    state.trails.edit(trail.id())->log_delivery_error.clear();
  }
}

// While something waits, what comes waits behind it.
void deliver_to_group(State& state, Context& context, const Trail& trail, const Origin& origin,
                      const RecordDelivery& delivery) {
  // Larger events go to S3 only (CloudTrail guide, "Record contents").
  if (trail.log_group_arn.empty()) return;
  if (delivery.event.message->size() > limits::kRecordBytesMax) return;
  const std::string queue_id = log_group_queue(trail, origin.member_account);
  const bool is_queue_there = state.queues.find(queue_id) != nullptr;
  Result<void> taken;
  if (!is_queue_there) {
    taken = hand_to_group(context, trail, origin, delivery.event);
    if (taken.ok()) return;
  }
  PendingRow row = pending_row(delivery);
  row.queue = queue_id;
  context.store.append(std::move(row));
  if (is_queue_there) {
    empty_log_group_queue(state, context, trail, origin);
    return;
  }
  state.queues.put(
      queue_id,
      DeliveryQueue{trail.id(), {"", origin.member_account}, schedule_retry(context, queue_id)});
  note_refusal(state, trail, taken.error());
}

void deliver(State& state, Context& context, const Trail& trail, const RecordDelivery& delivery) {
  const Origin origin = origin_of(context, trail, delivery.from);
  add_to_log_file(state, context, trail, origin, pending_row(delivery));
  deliver_to_group(state, context, trail, origin, delivery);
}

void schedule_delivery(Context& context, const Trail& trail, const Record& record,
                       std::uint64_t record_sequence) {
  context.scheduler.schedule(context.now + context.settings.trail_delay, Rank::TrailDelivery,
                             std::string(kDeliverTimer), trail.id(),
                             {{"scope", record.row.scope},
                              {"at", millis_of(record.row.at)},
                              {"sequence", record_sequence}});
}

void note_record(Context& context, const Record& record) {
  Json entry = {{"eventID", record.row.event_id},
                {"eventName", record.row.event_name},
                {"eventSource", record.row.event_source}};
  if (!record.error_code.empty()) entry["errorCode"] = record.error_code;
  context.timeline.note("record", parse_scope(record.row.scope), std::move(entry));
}

// Data events never enter event history; a log group then holds their text itself.
std::uint64_t keep(Context& context, const Record& record) {
  return record.is_management ? context.store.append(record.row) : 0;
}

}  // namespace

void distribute(State& state, Context& context, const Record& record,
                std::uint64_t record_sequence) {
  const std::string account = record.row.scope.substr(0, record.row.scope.find('/'));
  std::optional<RecordDelivery> delivery;
  each_trail_of(state, context, account, [&](const Trail& trail) {
    if (!delivery) delivery = delivery_of(record, context.now, record_sequence);
    if (!trail.is_seen_from(delivery->from.region) || !takes(trail, record)) return;
    if (context.settings.trail_delay > Duration::zero()) {
      schedule_delivery(context, trail, record, record_sequence);
    } else {
      deliver(state, context, trail, *delivery);
    }
  });
}

void deliver_later(State& state, Context& context, const Timer& timer) {
  const Trail* trail = state.trails.find(timer.subject);
  if (trail == nullptr) return;  // Deleted since: nowhere to go.

  const std::uint64_t sequence = timer.detail.at("sequence").get<std::uint64_t>();
  const Instant at = instant_of(timer.detail.at("at").get<std::int64_t>());
  const std::string scope = timer.detail.at("scope").get<std::string>();
  const Scope from = parse_scope(scope);
  if (!has_events_of(context, *trail, from.account)) return;  // No organization trail any more.
  Range range{at, at + Duration(1), Order::Ascending, std::pair(at, sequence - 1)};
  std::optional<RecordDelivery> delivery;
  context.store.scan_records(scope, range, [&](const RecordRow& row) {
    if (row.sequence != sequence) return false;
    delivery =
        RecordDelivery{from, row.at, {context.now, row.text, nullptr, sequence, row.event_id}};
    return false;
  });
  if (delivery) deliver(state, context, *trail, *delivery);
}

void retry_log_group(State& state, Context& context, const Timer& timer) {
  const DeliveryQueue* queue = state.queues.find(timer.subject);
  if (queue == nullptr) return;
  const Trail& trail = *state.trails.find(queue->trail_id);
  if (trail.log_group_arn.empty()) {  // Taken away since.
    context.store.erase_pending(timer.subject, std::numeric_limits<std::int64_t>::max());
  }
  empty_log_group_queue(state, context, trail, Origin(queue->origin));
  if (DeliveryQueue* left = state.queues.edit(timer.subject)) {
    left->timer = schedule_retry(context, timer.subject);
  }
}

Injected inject(State& state, Context& context, const std::vector<std::string>& records) {
  Injected result;
  for (std::size_t index = 0; index < records.size(); ++index) {
    Result<Record> adopted = adopt_record(records[index]);
    if (!adopted) {
      result.refused.emplace_back(index, adopted.error().message);
      continue;
    }
    const Record& record = adopted.value();
    const std::uint64_t sequence = keep(context, record);
    note_record(context, record);
    for (const auto& [id, trail] : state.trails.rows()) {
      if (takes(trail, record)) {
        deliver(state, context, trail, delivery_of(record, context.now, sequence));
      }
    }
    ++result.accepted;
  }
  return result;
}

}  // namespace keytrail::cloudtrail
